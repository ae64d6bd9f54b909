import { changed, correct, found } from '../manifests';
import { type Change, finds, stackWith } from '../stack';

const RULE = 'pool-port';
const pool = (to: string): Change => ['InferencePool', 'llama', '[{"number":8000}]', to];
const server = (from: string | RegExp, to: string): Change => ['Deployment', 'llama', from, to];
const error = ['error InferencePool ai/llama'];
const PORT = '"--port","8000",';

test.each<[string, Change[], string[]]>([
  ['a port where the server does not listen', [pool('[{"number":9000}]')], error],
  ['a port that the server is told away from', [server(PORT, '"--port=8080",')], error],
  [
    "a port other than vLLM's own",
    [pool('[{"number":8080}]'), server(PORT, ''), server('"containerPort":8000', '"containerPort":8080')],
    error,
  ],
  ['no ports', [pool('[]')], error],
  ['a port twice', [pool('[{"number":8000},{"number":8000}]')], error],
  [
    'nine ports',
    [
      pool(JSON.stringify(Array.from({ length: 9 }, (_, i) => ({ number: 8000 + i })))),
      server(PORT, '"--port","8000","--data-parallel-size","9",'),
    ],
    error,
  ],
])('%s is an error', (_, changes, expected) => {
  expect(finds(RULE, stackWith(...changes))).toEqual(expected);
});

test.each<[string, Change[]]>([
  ['the default port of vLLM, without --port', [server(PORT, '')]],
  [
    'a port in a shell script',
    [
      server(
        /"command".*?"ports"/,
        '"command":["/bin/sh","-c"],"args":["exec vllm serve org/llama --port 8000 --served-model-name llama"],"ports"',
      ),
    ],
  ],
  ['a port that is known only when the pod runs', [server(PORT, '"--port","$(PORT)",')]],
  [
    'the ports of data-parallel ranks',
    [pool('[{"number":8000},{"number":8001}]'), server(PORT, '"--port","8000","--data-parallel-size","2",')],
  ],
  [
    'a sidecar in front of the server',
    [
      server(
        '"ports":[{"name":"http","containerPort":8000}],"resources"',
        '"ports":[{"containerPort":8200}]},{"name":"proxy","image":"sidecar","args":["--port=8000"],"ports":[{"containerPort":8000}],"resources"',
      ),
      server(PORT, '"--port","8200",'),
    ],
  ],
])('%s is right', (_, changes) => {
  expect(finds(RULE, stackWith(...changes))).toEqual([]);
});

test('of a server that nobody knows the declared ports count, as a warning', () => {
  const unknown = server(/"image".*?"ports"/, '"image":"example.com/own:1","ports"');
  expect(finds(RULE, stackWith(unknown))).toEqual([]);
  expect(finds(RULE, stackWith(unknown, pool('[{"number":9000}]')))).toEqual(['warning InferencePool ai/llama']);
});

test('a pool of the old group has its port elsewhere', () => {
  const old: Change[] = [
    pool('[]'),
    ['InferencePool', 'llama', 'inference.networking.k8s.io/v1', 'inference.networking.x-k8s.io/v1alpha2'],
  ];
  expect(finds(RULE, stackWith(...old))).toEqual([]);
});

test('of correct manifests with one field broken, exactly this rule fires', () => {
  expect(found(changed(correct(), 'InferencePool', 'chat', '"number":8000', '"number":8001'))).toEqual([
    'pool-port error InferencePool ai-models/chat',
  ]);
});
