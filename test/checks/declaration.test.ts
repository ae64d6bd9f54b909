import { declaration } from '../../lib/checks/declaration';
import { manifestOf } from '../../lib/checks/graph/manifest';

const route = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name: 'everyone' },
  spec: { rules: [{ backendRefs: [{ name: 'model', port: 80 }] }] },
};

test('what others make is declared to the command that read a file', () => {
  const manifest = manifestOf(route, { file: 'a.yaml' });
  expect(declaration(manifest, { kind: 'Service', namespace: 'ai', name: 'model' })).toBe('--exists Service/ai/model');
  expect(declaration(manifest, { kind: 'GatewayClass', name: 'istio' })).toBe('--exists GatewayClass/istio');
});

test('what others make is declared in the program that made an object', () => {
  const manifest = manifestOf(route, { constructPath: 'ai/everyone' });
  expect(declaration(manifest, { kind: 'GatewayClass', name: 'istio' })).toBe(
    "Checks.of(app).exists({ kind: 'GatewayClass', name: 'istio' })",
  );
});
