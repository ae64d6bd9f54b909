import { setTimeout as sleep } from 'node:timers/promises';
import { machineTooBusy } from '../report/recorder';
import type { Declare } from '../story';
import type { Platform } from './platform';
import type { Seen } from './seen';

const WINDOW_MILLIS = 10_000;

/** A fault: what is done to the platform while it is under load. */
export type DeclareFault = (sentence: string, body: () => Promise<void>, milliseconds?: number) => void;

/**
 * The window in which nothing happens, and what declares the faults that follow it: where requests are lost without any
 * fault, no fault proves anything.
 */
export function withControl(declare: Declare, platform: Platform): DeclareFault {
  let control: Seen | undefined;
  declare('loses nothing while nothing happens', async () => {
    control = await platform.load.during(() => sleep(WINDOW_MILLIS));
    if (control.lost.length > 0) machineTooBusy(reason(control));
  });
  return (sentence, body, milliseconds = 180_000) => {
    const controlled = async () => {
      if (control === undefined) throw new Error('the control window did not come to its end');
      if (control.lost.length > 0) machineTooBusy(reason(control));
      await body();
    };
    declare(sentence, controlled, milliseconds);
  };
}

function reason({ lost, outcomes }: Seen): string {
  return `${lost.length} of ${outcomes.length} requests were lost while nothing happened`;
}
