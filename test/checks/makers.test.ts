import type { Rendered } from '../render';
import { errorsOn, found, without } from './manifests';
import { type Change, stack, stackWith } from './stack';

const both = (change: (name: string) => Change): Change[] => [change('llama'), change('qwen')];
const POD = /\{"name":"vllm".*\}\]\}/;
const SERVER =
  '{"name":"vllm","image":"ghcr.io/llm-d/llm-d-cuda:v0.4.0","command":["vllm","serve"],"args":["org/llama","--port","8200","--served-model-name","llama","--lora-modules","llama-lora=/x"],"ports":[{"containerPort":8200}],"resources":{"limits":{"nvidia.com/gpu":1}}}';
const SIDECAR =
  '{"name":"routing-proxy","image":"ghcr.io/llm-d/llm-d-router-disagg-sidecar:v0.10.0","restartPolicy":"Always","args":["--port=8000","--model-server-port=8200"],"ports":[{"containerPort":8000}]}';

/** The charts of the Gateway API Inference Extension v1.5.0: no namespace, no gateway, everything by default. */
function gieCharts(): Rendered[] {
  const objects = stackWith(
    ...both((name) => [
      'HTTPRoute',
      name,
      '"path":{"type":"Exact","value":"/v1/chat/completions"}',
      '"path":{"value":"/"}',
    ]),
    ...both((name) => ['HTTPRoute', name, '"hostnames":["ai.example.com"],', '']),
    ...both((name) => ['Deployment', `${name}-epp`, '"spec":{', '"spec":{"strategy":{"type":"Recreate"},']),
    ...both((name) => ['Deployment', `${name}-epp`, '"startupProbe":{"tcpSocket":{"port":"grpc"}},', '']),
    ...both((name) => ['InferencePool', name, '"number":9002}', '"number":9002},"failureMode":"FailOpen"']),
  );
  return without(without(objects, 'Namespace', 'ai'), 'Gateway', 'gateway');
}

/** llm-d: decode pods with a sidecar in front of the server, prefill pods without, its own picker. */
function llmD(): Rendered[] {
  const decode = stackWith(
    ['Deployment', 'llama', POD, `${SERVER}],"initContainers":[${SIDECAR}]}`],
    [
      'Deployment',
      'llama-epp',
      'registry.k8s.io/gateway-api-inference-extension/epp:v1.5.0',
      'ghcr.io/llm-d/llm-d-router-endpoint-picker:v0.10.0',
    ],
    ['Role', 'llama-epp', 'inference.networking.x-k8s.io', 'llm-d.ai'],
    ['Service', 'llama-epp', '"port":9002', '"port":9002,"appProtocol":"kubernetes.io/h2c"'],
  );
  const [prefill] = stackWith(['Deployment', 'llama', POD, `${SERVER.replaceAll('8200', '8000')}]}`]).filter(
    ({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'llama',
  );
  return [...decode, { ...(prefill as Rendered), metadata: { name: 'llama-prefill', namespace: 'ai' } }];
}

test('charts of the Gateway API Inference Extension have warnings, but no error', () => {
  expect(errorsOn(gieCharts())).toEqual([]);
  const warnings = found(gieCharts()).map((one) => one.split(' ').slice(0, 2).join(' '));
  expect(warnings).toEqual(
    expect.arrayContaining(['published-paths warning', 'picker-rollout warning', 'route-listener warning']),
  );
});

test('a pool chart without its model servers has no error', () => {
  const alone = without(without(gieCharts(), 'Deployment', 'llama'), 'Deployment', 'qwen');
  expect(errorsOn(alone)).toEqual([]);
});

test('prefill and decode pods of llm-d are right', () => {
  expect(errorsOn(llmD())).toEqual([]);
});

test('an operator may make the pods of a pool', () => {
  const service = {
    apiVersion: 'serving.kserve.io/v1alpha1',
    kind: 'LLMInferenceService',
    metadata: { name: 'llama', namespace: 'ai' },
  };
  const objects = [...without(stack(), 'Deployment', 'llama'), service];
  expect(errorsOn(objects)).toEqual([]);
  expect(found(objects)).toContain('pool-selector warning InferencePool ai/llama');
});

test('another gateway beside objects of Istio needs no DestinationRule', () => {
  const mesh = stackWith(['Gateway', 'gateway', '"istio"', '"agentgateway"']).filter(
    ({ metadata }) => metadata.name !== 'bbr',
  );
  const objects = mesh.filter(({ kind, metadata }) => kind !== 'DestinationRule' || metadata.name === 'qwen-epp');
  expect(errorsOn(objects)).toEqual([]);
});
