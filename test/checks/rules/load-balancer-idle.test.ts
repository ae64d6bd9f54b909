import { changed, correct, found, type Plain } from '../manifests';
import { by, gateway, NAMESPACE, object, POOL, poolRoute } from '../objects';

const AZURE = 'service.beta.kubernetes.io';
const IDLE = `${AZURE}/azure-load-balancer-tcp-idle-timeout`;
const judged = (infrastructure: Plain, request: string, ...more: Plain[]) =>
  by('load-balancer-idle', [
    NAMESPACE,
    gateway({ infrastructure }),
    POOL,
    poolRoute({ timeouts: { request } }),
    ...more,
  ]);
const balancer = (annotations: Plain, type = 'LoadBalancer') =>
  object('v1', 'Service', 'balancer', {
    metadata: { annotations },
    spec: { type, selector: { 'gateway.networking.k8s.io/gateway-name': 'gateway' }, ports: [{ port: 80 }] },
  });

describe("Azure's load balancer", () => {
  test.each([
    ['4 minutes, its default', { [`${AZURE}/port_80_health-probe_protocol`]: 'tcp' }, '241s', '4m'],
    ['4 minutes, its default, inside', { [`${AZURE}/azure-load-balancer-internal`]: 'true' }, '5m', '240s'],
    ['what the annotation says', { [IDLE]: '10' }, '601s', '600s'],
  ])('forgets a silent answer after %s', (_, annotations, longer, short) => {
    expect(judged({ annotations }, longer)).toEqual(['warning Gateway ns/gateway']);
    expect(judged({ annotations }, short)).toEqual([]);
  });

  test('is told in the overlay of the Service too', () => {
    const service = `metadata:\n  annotations:\n    ${IDLE}: "10"\n`;
    const parametersRef = { group: '', kind: 'ConfigMap', name: 'proxy' };
    expect(judged({ parametersRef }, '11m', object('v1', 'ConfigMap', 'proxy', { data: { service } }))).toEqual([
      'warning Gateway ns/gateway',
    ]);
  });

  test('stands before the proxies as a Service of its own too', () => {
    const annotations = { [IDLE]: '5' };
    expect(judged({}, '6m', balancer(annotations))).toEqual(['warning Service ns/balancer']);
    expect(judged({}, '6m', balancer(annotations, 'ClusterIP'))).toEqual([]);
  });
});

test('other clouds are not judged', () => {
  expect(judged({ annotations: { [`${AZURE}/aws-load-balancer-type`]: 'nlb' } }, '1h')).toEqual([]);
});

test('of correct manifests with one field added, exactly this rule fires', () => {
  const broken = changed(
    correct(),
    'Gateway',
    'ai-shared-gateway',
    '"infrastructure":{',
    `"infrastructure":{"annotations":{"${IDLE}":"1"},`,
  );
  expect(found(broken)).toEqual(['load-balancer-idle warning Gateway ai-gateway/ai-shared-gateway']);
});
