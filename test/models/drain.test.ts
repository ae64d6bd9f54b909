import { Duration } from 'cdk8s';
import { Engine, Model, TrafficClass } from 'cdk8s-inference-gateway';
import { team } from '../programs';
import { refuses } from '../refuses';
import { containerOf, find, flagOf } from '../render';

const MARGIN_SECONDS = 5;

/** Server and picker of a pool whose answers take no longer than a number of seconds. */
function rendered(seconds: number, changes: Parameters<typeof team>[0] = {}) {
  const { app } = team({
    pool: { engine: Engine.vllm(), longestGeneration: Duration.seconds(seconds), ...changes.pool },
    route: { trafficClass: TrafficClass.of('short', { request: Duration.seconds(1) }) },
  });
  return { server: find(app, 'Deployment', 'qwen3'), picker: find(app, 'Deployment', 'qwen3-epp') };
}

describe.each([1, 60, 600, 86_400])('with answers of at most %i s', (seconds) => {
  const { server, picker } = rendered(seconds);
  const { terminationGracePeriodSeconds } = server.spec.template.spec;
  const { lifecycle, args } = containerOf(server);
  const shutdownTimeout = Number(flagOf(args, 'shutdown-timeout'));

  test('vLLM finishes the longest answer before it ends', () => {
    expect(shutdownTimeout).toBeGreaterThanOrEqual(seconds);
  });

  test('the kubelet waits for sleep, drain and a margin', () => {
    expect(lifecycle.preStop.sleep.seconds + shutdownTimeout + MARGIN_SECONDS).toBeLessThanOrEqual(
      terminationGracePeriodSeconds,
    );
  });

  test('the picker outlives the answers that pass through it', () => {
    expect(picker.spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(
      terminationGracePeriodSeconds,
    );
  });

  test('a rollout is not given up while the last answer runs and the next pod starts', () => {
    const { startupProbe } = containerOf(server);
    expect(server.spec.progressDeadlineSeconds).toBeGreaterThan(
      terminationGracePeriodSeconds + startupProbe.periodSeconds * startupProbe.failureThreshold,
    );
  });
});

test('a server goes on for 5 to 15 seconds, in which gateway and picker forget it', () => {
  const { seconds } = containerOf(rendered(600).server).lifecycle.preStop.sleep;
  expect(seconds).toBeGreaterThanOrEqual(5);
  expect(seconds).toBeLessThanOrEqual(15);
});

test('an answer may take 10 minutes, unless asked otherwise', () => {
  const { app } = team({ pool: { engine: Engine.vllm() } });
  expect(flagOf(containerOf(find(app, 'Deployment', 'qwen3')).args, 'shutdown-timeout')).toBe('600');
});

describe('a server may take for its start', () => {
  const budgetOf = (pool: NonNullable<Parameters<typeof team>[0]>['pool']) => {
    const { startupProbe, env } = containerOf(rendered(600, { pool }).server);
    const timeout = Number(env.find(({ name }) => name === 'VLLM_ENGINE_READY_TIMEOUT_S')?.value);
    return { probed: startupProbe.periodSeconds * startupProbe.failureThreshold, timeout };
  };

  test('at least 10 minutes', () => {
    expect(budgetOf({}).probed).toBeGreaterThanOrEqual(600);
  });

  test('the time that large weights need at 100 MiB a second', () => {
    const { probed } = budgetOf({ model: Model.huggingFace('acme/big', { weightsGib: 200 }) });
    expect(probed).toBeGreaterThanOrEqual((200 * 1024) / 100);
  });

  test('exactly what is asked for', () => {
    expect(budgetOf({ startupBudget: Duration.minutes(42) })).toEqual({ probed: 42 * 60, timeout: 42 * 60 });
  });

  test('as long as vLLM itself waits for its engine', () => {
    const { probed, timeout } = budgetOf({ model: Model.huggingFace('acme/big', { weightsGib: 200 }) });
    expect(timeout).toBeGreaterThanOrEqual(probed);
  });
});

test('liveness is far more patient than readiness', () => {
  const { livenessProbe, readinessProbe } = containerOf(rendered(600).server);
  const patience = (probe: typeof livenessProbe) => probe.periodSeconds * probe.failureThreshold;
  expect(patience(livenessProbe)).toBeGreaterThan(10 * patience(readinessProbe));
  expect(readinessProbe.periodSeconds).toBe(1);
});

test('the probes ask the port of the server', () => {
  const { ports, startupProbe, livenessProbe, readinessProbe } = containerOf(rendered(600).server);
  for (const probe of [startupProbe, livenessProbe, readinessProbe]) {
    expect(probe.httpGet).toEqual({ path: '/health', port: ports[0].name });
  }
});

for (const longestGeneration of [Duration.seconds(0), Duration.millis(400), Duration.millis(1500)]) {
  refuses(
    `a longest answer of ${longestGeneration.toMilliseconds()} ms`,
    (app) => team({ pool: { longestGeneration } }, app),
    "'longestGeneration'",
    'write Duration.',
  );
}
for (const startupBudget of [Duration.seconds(0), Duration.millis(1500)]) {
  refuses(
    `a startup budget of ${startupBudget.toMilliseconds()} ms`,
    (app) => team({ pool: { startupBudget } }, app),
    "'startupBudget'",
    'write Duration.',
  );
}
