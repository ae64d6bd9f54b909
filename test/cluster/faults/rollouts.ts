import { note, skipThis } from '../report/recorder';
import type { DeclareFault } from './control';
import { Endings } from './endings';
import { type Platform, PROXIES } from './platform';

/** A pool, and its model. */
const CHAT = 'chat';

/** New versions of everything that a request passes through. */
export function rollouts(declare: DeclareFault, platform: Platform): void {
  declare('loses nothing while the model servers of a pool restart, and no proxy tries a request again', async () => {
    const servers = platform.workload(CHAT);
    const [before, endings] = [await platform.retries(), await Endings.follow(servers)];
    let began = 0;
    const seen = await platform.load.during(async (clock) => {
      began = Date.now() - clock();
      await servers.restart();
    }, CHAT);
    const again = (await platform.retries()).since(before);
    note(`${again.sum} tried again`);
    note(`told to end ${(await endings.expectUnasked(seen, began)).toFixed(1)} s after the last request`);
    seen.expectNothingLost();
    again.expectNone();
  });

  const restarted = {
    'the pickers of a pool restart': 'chat-epp',
    'the body routers restart': 'gateway-body-router',
    'the proxies of the gateway restart': PROXIES,
  };
  for (const [what, name] of Object.entries(restarted)) {
    declare(`loses nothing while ${what}`, async () => {
      const { tiedToOneProxy } = platform;
      if (name === PROXIES && tiedToOneProxy !== undefined) {
        skipThis(tiedToOneProxy);
        return;
      }
      const seen = await platform.load.during(() => platform.workload(name).restart());
      seen.expectNothingLost();
    });
  }
}
