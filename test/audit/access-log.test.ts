import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AccessLog, IstioInstallation } from 'cdk8s-inference-gateway';
import { team } from '../programs';
import { all, find } from '../render';

interface Provider {
  readonly name: string;
  readonly envoyFileAccessLog: { readonly logFormat: { readonly labels: Record<string, string> } };
}

function labels(): Record<string, string> {
  const { meshConfig } = IstioInstallation.of().istiodValues() as { meshConfig: { extensionProviders: Provider[] } };
  const provider = meshConfig.extensionProviders.find(({ name }) => name === AccessLog.PROVIDER);
  return provider?.envoyFileAccessLog.logFormat.labels ?? {};
}

test('a gateway has its proxies write the log that the installation of Istio knows', () => {
  const { targetRefs, accessLogging } = find(team().app, 'Telemetry', 'gateway-access-log').spec;
  expect({ targetRefs, accessLogging }).toEqual({
    targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'gateway' }],
    accessLogging: [{ providers: [{ name: AccessLog.PROVIDER }] }],
  });
});

test('none is none', () => {
  expect(all(team({ gateway: { accessLog: AccessLog.none() } }).app, 'Telemetry')).toEqual([]);
});

test('the schema names every field that is written, and no other', () => {
  const { properties, required } = AccessLog.schema() as { properties: object; required: string[] };
  expect(Object.keys(properties).sort()).toEqual(Object.keys(labels()).sort());
  expect([...required].sort()).toEqual(Object.keys(labels()).sort());
});

test('the schema in docs is the one of the library', () => {
  const file = join(__dirname, '..', '..', 'docs', 'access-log.schema.json');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(AccessLog.schema());
});

test('nothing is written that may hold a prompt, an answer or a credential', () => {
  const written = Object.values(labels()).join(' ').toLowerCase();
  for (const secret of ['authorization', 'x-gateway-key)', 'cookie', '(:path)', 'body', 'x-envoy-original-path']) {
    expect(written).not.toContain(secret);
  }
});
