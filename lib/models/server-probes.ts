import type { Duration } from 'cdk8s';
import type { Probes } from '../private/pod';

const STARTUP_PERIOD = 2;

/**
 * Probes of a model server: ready within a second, patient while the weights load, and slow to restart, since a restart
 * ends every answer in flight without the drain.
 */
export function serverProbes(startupBudget: Duration): Probes {
  const health = { httpGet: { path: '/health', port: 'http' }, timeoutSeconds: 2 };
  return {
    startupProbe: {
      ...health,
      periodSeconds: STARTUP_PERIOD,
      failureThreshold: Math.ceil(startupBudget.toSeconds() / STARTUP_PERIOD),
    },
    livenessProbe: { ...health, timeoutSeconds: 10, periodSeconds: 15, failureThreshold: 10 },
    readinessProbe: { ...health, periodSeconds: 1, failureThreshold: 3 },
  };
}
