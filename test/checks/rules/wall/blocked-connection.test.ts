import { changed, found, without } from '../../manifests';
import { objects } from './walls';

const gatewayNamespace = /"kubernetes\.io\/metadata\.name":"ai-gateway"/;

describe('a connection that a request needs is missed', () => {
  test.each([
    [
      'the gateway is let into the model server from another namespace',
      changed(objects, 'NetworkPolicy', 'chat', gatewayNamespace, '"kubernetes.io/metadata.name":"gateway"'),
      'blocked-connection error NetworkPolicy ai-models/chat',
    ],
    [
      'the picker lets the gateway into another port',
      changed(objects, 'NetworkPolicy', 'chat-epp', '"port":9002', '"port":9003'),
      'blocked-connection error NetworkPolicy ai-models/chat-epp',
    ],
    [
      'the picker may not leave for its model server',
      changed(objects, 'NetworkPolicy', 'chat-epp', '"port":8000', '"port":8001'),
      'blocked-connection error NetworkPolicy ai-models/chat-epp',
    ],
    [
      'the proxies may not leave for the body router',
      changed(objects, 'NetworkPolicy', 'ai-shared-gateway', '"port":9004', '"port":9005'),
      'blocked-connection error NetworkPolicy ai-gateway/ai-shared-gateway',
    ],
    [
      'the policy that opens the model server is gone, and the namespace denies by default',
      without(objects, 'NetworkPolicy', 'chat'),
      'blocked-connection error NetworkPolicy ai-models/default-deny',
    ],
    [
      'a port has the protocol UDP',
      changed(objects, 'NetworkPolicy', 'chat-epp', '"port":9002,"protocol":"TCP"', '"port":9002,"protocol":"UDP"'),
      'blocked-connection error NetworkPolicy ai-models/chat-epp',
    ],
  ])('when %s', (_, broken, finding) => {
    expect(found(broken)).toContain(finding);
  });
});

describe('no connection is missed', () => {
  test.each([
    ['in correct manifests', objects],
    [
      'when a port is named',
      changed(objects, 'NetworkPolicy', 'chat', '"ports":[{"port":8000', '"ports":[{"port":"http"'),
    ],
    [
      'when a range of ports holds it',
      changed(objects, 'NetworkPolicy', 'chat-epp', '"port":8000,', '"port":7000,"endPort":9000,'),
    ],
    [
      'when namespaces are selected by an expression',
      changed(
        objects,
        'NetworkPolicy',
        'chat-epp',
        '{"matchLabels":{"kubernetes.io/metadata.name":"ai-gateway"}}',
        '{"matchExpressions":[{"key":"kubernetes.io/metadata.name","operator":"In","values":["ai-gateway","x"]}]}',
      ),
    ],
    [
      'when an address block may hold the pods',
      changed(
        objects,
        'NetworkPolicy',
        'chat',
        /"from":\[.*?\],"ports"/,
        '"from":[{"ipBlock":{"cidr":"10.0.0.0/8"}}],"ports"',
      ),
    ],
    [
      'when the policies say nothing about what comes in',
      objects.map((object) =>
        object.kind === 'NetworkPolicy' ? JSON.parse(JSON.stringify(object).replace('"Ingress",', '')) : object,
      ),
    ],
  ])('%s', (_, right) => {
    expect(found(right).filter((one) => one.startsWith('blocked-connection'))).toEqual([]);
  });
});

test('of correct manifests with one field broken, exactly this rule fires', () => {
  const broken = changed(objects, 'NetworkPolicy', 'ai-shared-gateway', '"port":9004', '"port":9005');
  expect(found(broken).filter((one) => one.includes(' error '))).toEqual([
    'blocked-connection error NetworkPolicy ai-gateway/ai-shared-gateway',
  ]);
});
