import { manifestOf } from '../../../lib/checks/graph/manifest';
import { judge } from '../../../lib/checks/judge';
import { changed, correct, found, without } from '../manifests';
import { type Change, finds, stack, stackWith } from '../stack';

const RULE = 'picker-service';
const service = (from: string | RegExp, to: string): Change => ['Service', 'llama-epp', from, to];
const pool = (from: string, to: string): Change => ['InferencePool', 'llama', from, to];

test.each<[string, Change[], string]>([
  ['does not exist', [pool('"llama-epp"', '"llama-picker"')], 'InferencePool ai/llama'],
  ['is named with a port that it does not have', [pool('"number":9002', '"number":8000')], 'InferencePool ai/llama'],
  ['is named without a port', [pool(',"port":{"number":9002}', '')], 'InferencePool ai/llama'],
  ['does not say gRPC', [service('"grpc-ext-proc"', '"ext-proc"')], 'Service ai/llama-epp'],
  [
    'leads to a port that the picker does not listen on',
    [service('"port":9002', '"port":9002,"targetPort":9003')],
    'Service ai/llama-epp',
  ],
  [
    'leads to a port name that no container has',
    [service('"port":9002', '"port":9002,"targetPort":"ext-proc"')],
    'Service ai/llama-epp',
  ],
  ['selects no pods', [service('"app":"llama-epp"', '"app":"llama-picker"')], 'Service ai/llama-epp'],
  ['is an ExternalName', [service('"spec":{', '"spec":{"type":"ExternalName",')], 'Service ai/llama-epp'],
])('a picker Service that %s is an error', (_, changes, object) => {
  expect(finds(RULE, stackWith(...changes))).toEqual([`error ${object}`]);
});

test('a picker Service that others make is declared to the command that read the pool', () => {
  const read = stackWith(pool('"llama-epp"', '"picker"')).map((object) => manifestOf(object, { file: 'a.yaml' }));
  const fixes = judge(read).flatMap(({ rule, fix }) => (rule === RULE ? [fix] : []));
  expect(fixes).toEqual([expect.stringMatching(/declare it: --exists Service\/ai\/picker$/)]);
});

test.each<[string, Change[]]>([
  ['by appProtocol', [service('"name":"grpc-ext-proc"', '"name":"ext-proc","appProtocol":"kubernetes.io/h2c"')]],
  ['by appProtocol in capitals', [service('"name":"grpc-ext-proc"', '"name":"x","appProtocol":"HTTP2"')]],
  ['and leads to the port by name', [service('"port":9002', '"port":9002,"targetPort":"grpc"')]],
  [
    'on a port of its own',
    [service('"port":9002', '"port":50051,"targetPort":9002'), pool('"number":9002', '"number":50051')],
  ],
])('a picker Service may say gRPC %s', (_, changes) => {
  expect(finds(RULE, stackWith(...changes))).toEqual([]);
});

test('endpoints that somebody else writes are not judged', () => {
  expect(finds(RULE, stackWith(service('"selector":{"app":"llama-epp"},', '')))).toEqual([]);
});

test('where nothing of Istio is, the protocol of the port is a warning', () => {
  const elsewhere = stackWith(['Gateway', 'gateway', '"istio"', '"nginx"'], service('"grpc-ext-proc"', '"ext-proc"'));
  expect(
    finds(
      RULE,
      elsewhere.filter(({ kind }) => kind !== 'DestinationRule'),
    ),
  ).toEqual(['warning Service ai/llama-epp']);
});

test('a pool whose namespace is not made here may have a Service that is not here', () => {
  const other = JSON.parse(
    JSON.stringify(without(stack(), 'Service', 'llama-epp')).replaceAll('"name":"ai"', '"name":"other"'),
  );
  expect(finds(RULE, other)).toEqual(['warning InferencePool ai/llama']);
});

test('a Service that somebody else makes, or a picker that is none, is right', () => {
  const gone = without(stack(), 'Service', 'llama-epp');
  const findings = found(gone, [{ kind: 'Service', namespace: 'ai', name: 'llama-epp' }]);
  expect(findings.filter((one) => one.startsWith(RULE))).toEqual([]);
  const own = stackWith(pool('{"name":"llama-epp"', '{"kind":"Picker","group":"example.com","name":"x"'));
  expect(finds(RULE, own)).toEqual([]);
});

test('of correct manifests with one field broken, exactly this rule fires', () => {
  expect(found(changed(correct(), 'InferencePool', 'chat', '"number":9002', '"number":9003'))).toEqual([
    'picker-service error InferencePool ai-models/chat',
  ]);
});
