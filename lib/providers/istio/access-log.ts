import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { AccessLog } from '../../audit/access-log';
import { ACCESS_LOG_FIELDS } from '../../audit/access-log-field';
import { render } from '../../private/object';

/** The log as an entry of Istio's `meshConfig.extensionProviders`. */
export function accessLogProvider(): Record<string, unknown> {
  const labels = Object.fromEntries(Object.entries(ACCESS_LOG_FIELDS).map(([name, { value }]) => [name, value]));
  return { name: AccessLog.PROVIDER, envoyFileAccessLog: { path: '/dev/stdout', logFormat: { labels } } };
}

/** Has the proxies of one Gateway write it. */
export function accessLog(scope: Construct, id: string, name: string, gateway: string): ApiObject {
  return render(scope, id, {
    apiVersion: 'telemetry.istio.io/v1',
    kind: 'Telemetry',
    name,
    spec: {
      targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: gateway }],
      accessLogging: [{ providers: [{ name: AccessLog.PROVIDER }] }],
    },
  });
}
