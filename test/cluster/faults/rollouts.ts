import { skipThis } from '../report/recorder';
import type { DeclareFault } from './control';
import { type Platform, PROXIES } from './platform';

/** A pool, and its model. */
const CHAT = 'chat';

/** New versions of everything that a request passes through. */
export function rollouts(declare: DeclareFault, platform: Platform): void {
  const restarted = {
    'the model servers of a pool restart': CHAT,
    'the pickers of a pool restart': 'chat-epp',
    'the body routers restart': 'gateway-body-router',
    'the proxies of the gateway restart': PROXIES,
  };
  for (const [what, name] of Object.entries(restarted)) {
    const dense = name === CHAT ? CHAT : undefined;
    declare(`loses nothing while ${what}`, async () => {
      const { tiedToOneProxy } = platform;
      if (name === PROXIES && tiedToOneProxy !== undefined) {
        skipThis(tiedToOneProxy);
        return;
      }
      const seen = await platform.load.during(() => platform.workload(name).restart(), dense);
      seen.expectNothingLost();
    });
  }
}
