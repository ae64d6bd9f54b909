import { basename } from 'node:path';
import { FOLDERS } from './folders';
import { errors, judged } from './judged';
import { Upstream, type Values } from './upstream';

let upstream: Upstream;
beforeAll(() => {
  upstream = Upstream.fetched();
});
afterAll(() => upstream?.remove());

/** The README of the examples makes it by hand. */
const TOKEN = ['--exists', 'Secret/models/hf-token'];

describe('the chart of upstream, with its example of a model server and a gateway, is correct', () => {
  test.each<[string, Values]>([
    ['as it is', {}],
    ['for Istio', { 'provider.name': 'istio' }],
    ['for Istio with connection limits', istioWith('connectionPool.http.maxRequestsPerConnection', 256_000)],
    ['with leader election', { 'provider.name': 'istio', 'inferenceExtension.replicas': 3 }],
    ['failing closed', { 'inferenceExtension.failureMode': 'FailClose' }],
    ['with Prometheus', { 'inferenceExtension.monitoring.prometheus.enabled': true }],
    ['without authentication of metrics', { 'inferenceExtension.monitoring.prometheus.auth.enabled': false }],
    ['with tracing', { 'inferenceExtension.tracing.enabled': true }],
    ['with more verbose logs', { 'inferenceExtension.flags.v': 4 }],
    ['with a header match', { 'experimentalHttpRoute.baseModel': 'Qwen/Qwen3-32B' }],
    ['with a longer timeout', { 'experimentalHttpRoute.requestTimeout': '3600s' }],
    ['with a predictor of latency', { 'inferenceExtension.latencyPredictor.enabled': true }],
  ])('%s', async (title, values) => {
    expect(errors(await judged(title, upstream.pool(values)))).toEqual([]);
  });

  test.each([
    ['on GPUs', 'vllm/gpu-deployment.yaml', undefined, {}],
    ['on CPUs', 'vllm/cpu-deployment.yaml', undefined, {}],
    ['with a prefix cache', 'vllm/gpu-prefix-cache-deployment.yaml', undefined, {}],
    // Without modelServerType, for which the chart writes flags at which its picker ends.
    ['of SGLang', 'sglang/gpu-deployment.yaml', 'sgl-qwen3-32b-instruct', {}],
    ['with several adapters', 'regression-testing/vllm/multi-lora-deployment.yaml', undefined, {}],
    [
      'over gRPC',
      'vllm/gpu-grpc-deployment.yaml',
      'vllm-grpc-qwen3-32b',
      { 'inferencePool.modelServerProtocol': 'grpc' },
    ],
    [
      'simulated over gRPC',
      'vllm/sim-grpc-deployment.yaml',
      'vllm-grpc-qwen3-32b',
      { 'inferencePool.modelServerProtocol': 'grpc' },
    ],
  ])('for servers %s', async (title, server, app, values) => {
    expect(errors(await judged(title, upstream.pool(values, { server, app }), ['-'], TOKEN))).toEqual([]);
  });

  test.each<[string, Values]>([
    ['agentgateway', {}],
    ['envoyaigateway', {}],
    ['gke', { 'provider.name': 'gke' }],
    ['istio', { 'provider.name': 'istio' }],
    ['nginxgatewayfabric', {}],
  ])('behind %s', async (gateway, values) => {
    expect(errors(await judged(gateway, upstream.pool(values, { gateway })))).toEqual([]);
  });
});

test.each<[string, Values]>([
  ['for Istio', { 'provider.name': 'istio' }],
  ['of all namespaces', { 'provider.name': 'istio', 'bbr.multiNamespace': true }],
  ['with tracing', { 'provider.name': 'istio', 'bbr.tracing.enabled': true }],
])('two models behind the body-based router of upstream are correct %s', async (title, values) => {
  const second = upstream.chart('inferencepool', 'vllm-deepseek-r1', {
    'inferencePool.modelServers.matchLabels.app': 'vllm-deepseek-r1',
    'experimentalHttpRoute.enabled': true,
    'experimentalHttpRoute.baseModel': 'deepseek/DeepSeek-r1',
    'provider.name': 'istio',
  });
  const objects = [
    upstream.pool({ 'provider.name': 'istio', 'experimentalHttpRoute.baseModel': 'Qwen/Qwen3-32B' }),
    upstream.manifest('bbr/sim-deployment.yaml'),
    upstream.manifest('bbr/configmap.yaml'),
    upstream.manifest('inferenceobjective.yaml'),
    second,
    upstream.chart('body-based-routing', 'router', values),
  ];
  expect(errors(await judged(title, objects.join('\n---\n')))).toEqual([]);
});

test('manifests that are known to work on a real cluster are correct', async () => {
  const found = await Promise.all(FOLDERS.map((folder) => judged(basename(folder), '', [folder])));
  expect(found.flatMap(errors)).toEqual([]);
});

function istioWith(policy: string, value: number): Values {
  return { 'provider.name': 'istio', [`provider.istio.destinationRule.trafficPolicy.${policy}`]: value };
}
