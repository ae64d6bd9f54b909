import { Engine, Replicas } from 'cdk8s-inference-gateway';
import { team } from '../programs';
import { refuses } from '../refuses';
import { find } from '../render';

function spec(engine: Engine, replicas?: Replicas) {
  return find(team({ pool: { engine, replicas } }).app, 'Deployment', 'qwen3').spec;
}

test('a pool has two model servers, unless asked otherwise', () => {
  expect(spec(Engine.vllm()).replicas).toBe(2);
});

test('a pool can be stopped', () => {
  expect(spec(Engine.vllm(), Replicas.fixed(0)).replicas).toBe(0);
});

test('a rollout on GPUs frees one before it takes another', () => {
  expect(spec(Engine.vllm(), Replicas.fixed(3)).strategy).toEqual({
    type: 'RollingUpdate',
    rollingUpdate: { maxSurge: 0, maxUnavailable: 1 },
  });
});

test('a rollout with a promised spare GPU takes none away', () => {
  expect(spec(Engine.vllm(), Replicas.fixed(3, { surge: 1 })).strategy.rollingUpdate).toEqual({
    maxSurge: 1,
    maxUnavailable: 0,
  });
});

test('a rollout without GPUs takes none away', () => {
  expect(spec(Engine.simulator()).strategy.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 });
});

test('a rollout without GPUs can be kept from surging', () => {
  expect(spec(Engine.simulator(), Replicas.fixed(3, { surge: 0 })).strategy.rollingUpdate).toEqual({
    maxSurge: 0,
    maxUnavailable: 1,
  });
});

for (const count of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
  refuses(
    `${count} replicas`,
    () => Replicas.fixed(count),
    `'replicas' (${count})`,
    'whole number of 0 or more',
    'write 0 to stop the pool',
  );
}
for (const surge of [-1, 0.5]) {
  refuses(`a surge of ${surge}`, () => Replicas.fixed(2, { surge }), `'surge' (${surge})`, 'whole number of 0 or more');
}
