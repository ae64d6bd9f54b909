import { changed, correct, found, without } from '../manifests';
import { type Change, finds, stack, stackWith } from '../stack';

const RULE = 'route-listener';
const route = (from: string, to: string): Change => ['HTTPRoute', 'llama', from, to];
const listener = (from: string, to: string): Change => ['Gateway', 'gateway', from, to];
const error = ['error HTTPRoute ai/llama'];
const both = ['error HTTPRoute ai/llama', 'error HTTPRoute ai/qwen'];

test.each<[string, Change[], string[]]>([
  ['a Gateway that does not exist', [route('"name":"gateway"', '"name":"gatway"')], error],
  ['a listener that does not exist', [route('"name":"gateway"', '"name":"gateway","sectionName":"https"')], error],
  ['a hostname outside the listener', [listener('"port":80', '"hostname":"*.example.org","port":80')], both],
  [
    'a kind that is not admitted',
    [listener('"port":80', '"allowedRoutes":{"kinds":[{"kind":"GRPCRoute"}]},"port":80')],
    both,
  ],
  [
    'a namespace without the label',
    [
      listener(
        '"port":80',
        '"allowedRoutes":{"namespaces":{"from":"Selector","selector":{"matchLabels":{"a":"b"}}}},"port":80',
      ),
    ],
    both,
  ],
])('a route with %s is an error', (_, changes, expected) => {
  expect(finds(RULE, stackWith(...changes))).toEqual(expected);
});

test.each<[string, Change[]]>([
  ['a wildcard', [listener('"port":80', '"hostname":"*.example.com","port":80')]],
  [
    'the label that the API server sets',
    [
      listener(
        '"port":80',
        '"allowedRoutes":{"namespaces":{"from":"Selector","selector":{"matchLabels":{"kubernetes.io/metadata.name":"ai"}}}},"port":80',
      ),
    ],
  ],
  ['the port of the listener', [route('"name":"gateway"', '"name":"gateway","port":80')]],
])('a route may be admitted by %s', (_, changes) => {
  expect(finds(RULE, stackWith(...changes))).toEqual([]);
});

test('a chart without any Namespace leaves the Gateway to others', () => {
  const chart = without(without(stack(), 'Namespace', 'ai'), 'Gateway', 'gateway');
  expect(finds(RULE, chart)).toEqual(['warning HTTPRoute ai/llama', 'warning HTTPRoute ai/qwen']);
});

test('of correct manifests with one field broken, exactly this rule fires', () => {
  expect(
    found(
      changed(
        correct(),
        'HTTPRoute',
        'ai-shared-gateway-https-redirect',
        '"sectionName":"http"',
        '"sectionName":"htp"',
      ),
    ),
  ).toEqual(['route-listener error HTTPRoute ai-gateway/ai-shared-gateway-https-redirect']);
});
