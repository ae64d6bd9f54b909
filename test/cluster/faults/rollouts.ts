import type { DeclareFault } from './control';
import type { Platform } from './platform';

/** New versions of everything that a request passes through. */
export function rollouts(declare: DeclareFault, platform: Platform): void {
  const restarted: Record<string, string> = {
    'the model servers of a pool': 'chat',
    'its endpoint pickers': 'chat-epp',
    'the body routers': 'gateway-body-router',
    'the gateway': 'gateway-istio',
  };
  for (const [what, name] of Object.entries(restarted)) {
    declare(`loses nothing while ${what} restart`.replace('gateway restart', 'gateway restarts'), async () => {
      const seen = await platform.load.during(() => platform.workload(name).restart());
      seen.expectNothingLost();
    });
  }
}
