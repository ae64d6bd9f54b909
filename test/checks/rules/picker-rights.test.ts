import type { Rendered } from '../../render';
import { changed, correct, found, without } from '../manifests';
import { type Change, finds, stack, stackWith } from '../stack';

const RULE = 'picker-rights';
const picker = (from: string | RegExp, to: string): Change => ['Deployment', 'llama-epp', from, to];
const error = ['error Deployment ai/llama-epp'];
const monitor = {
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PodMonitor',
  metadata: { name: 'pickers', namespace: 'ai' },
  spec: { selector: { matchLabels: { app: 'llama-epp' } } },
};

test.each<[string, Rendered[]]>([
  ['cannot read pools', stackWith(['Role', 'llama-epp', '"inferencepools"', '"inferencepool"'])],
  [
    'cannot watch',
    stackWith(['Role', 'llama-epp', '["pods"],"verbs":["get","list","watch"]', '["pods"],"verbs":["get","list"]']),
  ],
  ['has no binding', without(stack(), 'RoleBinding', 'llama-epp')],
  [
    'is bound as somebody else',
    stackWith([
      'RoleBinding',
      'llama-epp',
      '"kind":"ServiceAccount","name":"llama-epp"',
      '"kind":"ServiceAccount","name":"default"',
    ]),
  ],
  ['elects a leader without leases', stackWith(picker('"--v"', '"--ha-enable-leader-election","--v"'))],
  [
    'has no token',
    stackWith(
      picker('"spec":{"serviceAccountName"', '"spec":{"automountServiceAccountToken":false,"serviceAccountName"'),
    ),
  ],
])('a picker that %s is an error', (_, objects) => {
  expect(finds(RULE, objects)).toEqual(error);
});

test.each<[string, Rendered[]]>([
  ['all verbs', stackWith(['Role', 'llama-epp', '["pods"],"verbs":["get","list","watch"]', '["*"],"verbs":["*"]'])],
  [
    'a ClusterRole that is made elsewhere',
    stackWith(['RoleBinding', 'llama-epp', '"kind":"Role"', '"kind":"ClusterRole"']),
  ],
  [
    'a binding to all accounts of the namespace',
    stackWith([
      'RoleBinding',
      'llama-epp',
      '"kind":"ServiceAccount","name":"llama-epp"',
      '"kind":"Group","name":"system:serviceaccounts:ai"',
    ]),
  ],
])('a picker may have its rights by %s', (_, objects) => {
  expect(finds(RULE, objects)).toEqual([]);
});

test('rights to priorities are an error only where there are priorities', () => {
  const role = stackWith(['Role', 'llama-epp', '"inferenceobjectives","inferencemodelrewrites"', '"none"']);
  const objective = {
    apiVersion: 'inference.networking.x-k8s.io/v1alpha2',
    kind: 'InferenceObjective',
    metadata: { name: 'o', namespace: 'ai' },
  };
  expect(finds(RULE, role)).toEqual(['warning Deployment ai/llama-epp']);
  expect(finds(RULE, [...role, objective])).toEqual(error);
});

test('a picker that is scraped must be able to review tokens, unless it asks for none', () => {
  expect(finds(RULE, [...stack(), monitor])).toEqual(['warning Deployment ai/llama-epp']);
  expect(finds(RULE, [...stackWith(picker('"--v"', '"--metrics-endpoint-auth=false","--v"')), monitor])).toEqual([]);
  const reviews = ['tokenreviews', 'subjectaccessreviews'];
  const role = stackWith([
    'Role',
    'llama-epp',
    '"rules":[',
    `"rules":[{"apiGroups":["authentication.k8s.io","authorization.k8s.io"],"resources":${JSON.stringify(reviews)},"verbs":["create"]},`,
  ]);
  expect(finds(RULE, [...role, monitor])).toEqual([]);
});

test('of correct manifests with one field broken, exactly this rule fires', () => {
  expect(found(changed(correct(), 'Role', 'chat-epp', '["inferencepools"]', '["inferencepool"]'))).toEqual([
    'picker-rights error Deployment ai-models/chat-epp',
  ]);
});
