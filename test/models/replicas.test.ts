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

test('a number that an autoscaler sets is not rendered', () => {
  const { strategy, ...rest } = spec(Engine.vllm(), Replicas.external({ min: 0, max: 4, surge: 2 }));
  expect(rest).not.toHaveProperty('replicas');
  expect(strategy.rollingUpdate).toEqual({ maxSurge: 2, maxUnavailable: 0 });
});

test('an autoscaler leaves one pod, unless it may stop the pool', () => {
  const { min, max, count } = Replicas.external({ max: 4 });
  expect([min, max, count]).toEqual([1, 4, undefined]);
});

refuses('an autoscaler without pods', () => Replicas.external({ min: 0, max: 0 }), "'max' (0)", '1 or more');
refuses('an autoscaler that never stops', () => Replicas.external({ min: -1, max: 2 }), "'min' (-1)", '0 or more');
refuses(
  'an autoscaler with its bounds swapped',
  () => Replicas.external({ min: 3, max: 2 }),
  "'max' (2) must not be below 'min' (3)",
  'write 3 or more',
);

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
