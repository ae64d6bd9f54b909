import { changed, correct, found, type Plain } from '../manifests';
import { by, deployment, gateway, NAMESPACE, object, POOL, poolRoute, service } from '../objects';

const judged = (...objects: Plain[]) => by('service-selector', [NAMESPACE, ...objects]);
const web = deployment('web', { container: { ports: [{ name: 'http', containerPort: 8080 }] } });
const to = (...backendRefs: Plain[]) => poolRoute({ backendRefs });

describe('a Service that selects nothing', () => {
  const nothing = service('epp', 'nobody', { port: 9002 });

  test('is an error if requests go to it', () => {
    expect(judged(web, nothing, to({ name: 'epp', port: 9002 }))).toEqual(['error Service ns/epp']);
    // The rule picker-service judges those of pickers.
    expect(judged(web, nothing, POOL)).toEqual([]);
  });

  test('is a warning otherwise', () => {
    expect(judged(web, nothing)).toEqual(['warning Service ns/epp']);
  });

  test.each([
    [
      'somebody else writes its endpoints',
      [service('epp', 'x', { port: 9002 }, { spec: { selector: undefined } }), POOL],
    ],
    [
      "it selects a gateway's proxies",
      [
        gateway(),
        service(
          'g',
          'x',
          { port: 80 },
          { spec: { selector: { 'gateway.networking.k8s.io/gateway-name': 'gateway' } } },
        ),
      ],
    ],
    [
      'it selects one pod of a set',
      [service('s', 'x', { port: 80 }, { spec: { selector: { 'statefulset.kubernetes.io/pod-name': 'web-0' } } })],
    ],
    ['an operator may make the pods', [nothing, object('serving.kserve.io/v1beta1', 'InferenceService', 'llama')]],
    ['its namespace is not ours', [{ ...nothing, metadata: { name: 'epp', namespace: 'other' } }]],
  ])('is right if %s', (_, objects) => {
    expect(judged(...objects)).toEqual([]);
  });
});

describe('a port of the pods', () => {
  test('that no container names is an error if requests go to it, and a warning otherwise', () => {
    const wrong = service('web', 'web', { port: 80, targetPort: 'https' });
    expect(judged(web, wrong, to({ name: 'web', port: 80 }))).toEqual(['error Service ns/web']);
    expect(judged(web, wrong)).toEqual(['warning Service ns/web']);
  });

  test('is right by its name, or by any number', () => {
    expect(judged(web, service('web', 'web', { port: 80, targetPort: 'http' }))).toEqual([]);
    expect(judged(web, service('web', 'web', { port: 80, targetPort: 9000 }))).toEqual([]);
    expect(judged(web, service('web', 'web', { port: 80 }))).toEqual([]);
  });
});

describe('a port that a route asks for', () => {
  const right = service('web', 'web', { port: 80, targetPort: 'http' });

  test.each([
    ['is not there', [{ name: 'web', port: 8080 }]],
    ['is left out', [{ name: 'web' }]],
    [
      'is asked for twice',
      [
        { name: 'web', port: 8080 },
        { name: 'web', port: 8080 },
      ],
    ],
  ])('is an error if it %s', (_, backends) => {
    expect(judged(web, right, to(...backends))).toEqual(['error HTTPRoute ns/route']);
  });

  test('is right if the Service has it, or is not here', () => {
    expect(judged(web, right, to({ name: 'web', port: 80 }))).toEqual([]);
    expect(judged(web, to({ name: 'web', port: 81 }))).toEqual([]);
  });
});

describe('of correct manifests with one field broken, exactly this rule fires', () => {
  const objects = correct();

  test.each([
    ['a selector', 'ai-shared-gateway-body-router', '"selector":{', '"selector":{"tier":"none",', 'warning'],
    ['a named port', 'ai-shared-gateway-body-router', '"targetPort":"grpc"', '"targetPort":"grcp"', 'warning'],
  ])('%s', (_, name, from, changedTo, severity) => {
    expect(found(changed(objects, 'Service', name, from, changedTo))).toEqual([
      `service-selector ${severity} Service ai-gateway/${name}`,
    ]);
  });
});
