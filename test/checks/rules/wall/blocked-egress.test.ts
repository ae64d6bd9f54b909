import { changed, found } from '../../manifests';
import { objects } from './walls';

const about = (list: typeof objects) => found(list).filter((one) => one.startsWith('blocked-egress'));

describe('something outside is missed', () => {
  test.each([
    [
      'by a model server that downloads its model, without DNS',
      changed(objects, 'NetworkPolicy', 'chat', '"port":53,"protocol":"UDP"', '"port":54,"protocol":"UDP"'),
      'blocked-egress error Deployment ai-models/chat',
    ],
    [
      'by a model server that downloads its model, without HTTPS',
      changed(objects, 'NetworkPolicy', 'chat', '"port":443', '"port":444'),
      'blocked-egress error Deployment ai-models/chat',
    ],
    [
      'by a model server that may connect to nothing, whose model is perhaps in its image',
      changed(objects, 'NetworkPolicy', 'chat', /"egress":\[.*?\],"ingress"/, '"egress":[],"ingress"'),
      'blocked-egress warning Deployment ai-models/chat',
    ],
    [
      'by a picker without the API server',
      changed(objects, 'NetworkPolicy', 'chat-epp', '{"port":443,"protocol":"TCP"},{"port":6443,', '{"port":6444,'),
      'blocked-egress warning Deployment ai-models/chat-epp',
    ],
    [
      'by proxies without their control plane',
      changed(objects, 'NetworkPolicy', 'ai-shared-gateway', '"port":15012', '"port":15013'),
      'blocked-egress error NetworkPolicy ai-gateway/ai-shared-gateway',
    ],
    [
      'by clients of a listener',
      changed(objects, 'NetworkPolicy', 'ai-shared-gateway', ',{"port":443,"protocol":"TCP"}]', ']'),
      'blocked-egress error NetworkPolicy ai-gateway/ai-shared-gateway',
    ],
  ])('%s', (_, broken, finding) => {
    expect(about(broken)).toEqual([finding]);
  });
});

describe('nothing is missed', () => {
  test.each([
    ['in correct manifests', objects],
    [
      'by a model server that is offline',
      changed(
        changed(objects, 'NetworkPolicy', 'chat', '"port":443', '"port":444'),
        'Deployment',
        'chat',
        '"env":[',
        '"env":[{"name":"HF_HUB_OFFLINE","value":"1"},',
      ),
    ],
    [
      'by a model server that goes through a proxy',
      changed(
        changed(objects, 'NetworkPolicy', 'chat', '"port":443', '"port":3128'),
        'Deployment',
        'chat',
        '"env":[',
        '"env":[{"name":"HTTPS_PROXY","value":"http://10.0.0.9:3128"},',
      ),
    ],
    [
      'by a picker whose API server has port 6443 alone',
      changed(objects, 'NetworkPolicy', 'chat-epp', '"port":443', '"port":80'),
    ],
    [
      'by proxies of another implementation',
      changed(
        changed(objects, 'NetworkPolicy', 'ai-shared-gateway', '"port":15012', '"port":15013'),
        'Gateway',
        'ai-shared-gateway',
        '"gatewayClassName":"istio"',
        '"gatewayClassName":"other"',
      ),
    ],
  ])('%s', (_, right) => {
    expect(about(right)).toEqual([]);
  });
});

test('of correct manifests with one field broken, exactly this rule fires', () => {
  const broken = changed(objects, 'NetworkPolicy', 'chat', '"port":443', '"port":444');
  expect(found(broken)).toEqual(['blocked-egress error Deployment ai-models/chat']);
});
