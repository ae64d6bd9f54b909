import { Duration } from 'cdk8s';
import { Engine, Model, Versions } from 'cdk8s-inference-gateway';
import { team } from '../programs';
import { containerOf, find, flagOf, objectsOf } from '../render';

function server(engine = Engine.simulator()) {
  return containerOf(find(team({ pool: { engine } }).app, 'Deployment', 'qwen3'));
}

test('the simulator takes no GPU', () => {
  const { requests, limits } = server().resources;
  expect({ ...requests, ...limits }).not.toHaveProperty(['nvidia.com/gpu']);
});

test('the simulator is the one of the lock', () => {
  expect(server().image).toBe(`${Versions.SIMULATOR.image}:${Versions.SIMULATOR.lock}`);
});

test('the simulator serves the model under its public name', () => {
  const { args } = server();
  expect([flagOf(args, 'model'), flagOf(args, 'served-model-name')]).toEqual([Model.QWEN3_0_6B.id, 'qwen3']);
});

test('the simulator needs no tokenizer service and takes what vLLM takes', () => {
  const { args } = server();
  expect(args).toContain('--force-dummy-tokenizer');
  expect(['max-model-len', 'max-num-seqs', 'max-request-body-size-mb'].map((flag) => flagOf(args, flag))).toEqual([
    String(Model.QWEN3_0_6B.maxModelLength),
    '256',
    '512',
  ]);
});

test('the simulator answers as fast as asked for', () => {
  const { args } = server(
    Engine.simulator({ timeToFirstToken: Duration.seconds(2), interTokenLatency: Duration.millis(5) }),
  );
  expect([flagOf(args, 'time-to-first-token'), flagOf(args, 'inter-token-latency')]).toEqual(['2000ms', '5ms']);
});

test('with the simulator in place of vLLM, everything but the server and its walls stays as it is', () => {
  const others = (engine: Engine) =>
    objectsOf(team({ pool: { engine } }).app).filter(
      ({ kind, metadata }) => !(metadata.name === 'qwen3' && (kind === 'Deployment' || kind === 'NetworkPolicy')),
    );
  expect(others(Engine.simulator())).toEqual(others(Engine.vllm()));
});

test('the picker reads the metrics of the simulator as those of vLLM', () => {
  const label = (engine: Engine) =>
    find(team({ pool: { engine } }).app, 'Deployment', 'qwen3').spec.template.metadata.labels?.[
      'inference.networking.k8s.io/engine-type'
    ];
  expect([label(Engine.simulator()), label(Engine.vllm())]).toEqual(['vllm', 'vllm']);
});
