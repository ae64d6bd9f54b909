import { Yaml } from 'cdk8s';
import { mergeByKey } from '../../private/merge';
import type { ProxySettings } from '../provider-renderer';
import { KEYS_FILE, KEYS_FOLDER } from './filters/api-keys';

/** What Istio itself gives the connections of a listener that has changed. */
const LEAST_DRAIN_SECONDS = 45;
const MARGIN_SECONDS = 15;

const KEYS_MOUNT = { name: 'api-keys', mountPath: KEYS_FOLDER, readOnly: true };

/**
 * Overlays of the objects that Istio makes for a Gateway (strategic merge patches, one string each; any other key stops
 * the Gateway). As Istio makes them, a rollout cuts every stream longer than 5 s, and Pod Security `restricted` refuses
 * the pods for want of a seccomp profile.
 */
export function proxyParameters(
  settings: ProxySettings,
  overlay: { [field: string]: unknown },
): Record<string, string> {
  const deployment = {
    spec: {
      replicas: settings.replicas,
      strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: {
        // When a listener changes (its first canary, another hostname with TLS), Envoy goes on with the connections of
        // the old one for so long and then closes them, streams included: 45 s without this.
        metadata: { annotations: { 'proxy.istio.io/config': `drainDuration: ${drainSeconds(settings)}s` } },
        spec: {
          terminationGracePeriodSeconds: settings.gracePeriodSeconds,
          securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
          containers: [
            {
              name: 'istio-proxy',
              env: [
                { name: 'EXIT_ON_ZERO_ACTIVE_CONNECTIONS', value: 'true' },
                { name: 'MINIMUM_DRAIN_DURATION', value: '5s' },
              ],
              lifecycle: { preStop: { sleep: { seconds: 5 } } },
              ...(settings.keysSecret === undefined ? {} : { volumeMounts: [KEYS_MOUNT] }),
            },
          ],
          ...(settings.keysSecret === undefined ? {} : { volumes: [keysVolume(settings.keysSecret)] }),
        },
      },
    },
  };
  return {
    deployment: Yaml.stringify(mergeByKey(deployment, overlay)),
    podDisruptionBudget: Yaml.stringify({ spec: { maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' } }),
    service: Yaml.stringify({ spec: { type: settings.serviceType } }),
  };
}

/** Hashes of keys: without them a proxy does not start, since it would refuse its whole listener. */
function keysVolume(secretName: string): Record<string, unknown> {
  return { name: KEYS_MOUNT.name, secret: { secretName, items: [{ key: KEYS_FILE, path: KEYS_FILE }] } };
}

function drainSeconds({ longestGenerationSeconds }: ProxySettings): number {
  return Math.max(LEAST_DRAIN_SECONDS, longestGenerationSeconds + MARGIN_SECONDS);
}
