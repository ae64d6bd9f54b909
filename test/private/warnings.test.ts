import { App } from 'cdk8s';
import { Authentication, Exposure, InferenceGateway } from 'cdk8s-inference-gateway';
import { poolIn } from '../programs';
import { captured, chartIn } from '../render';

test('each warning is printed once, however often a program is synthesized', () => {
  const app = new App();
  const chart = chartIn(app, 'ai');
  poolIn(chart, 'one');
  const { printed } = captured(() => [chart.toJson(), chart.toJson()]);
  expect(printed).toHaveLength(1);
  expect(printed[0]).toMatch(/^warning: .+\n$/);
});

test('a warning of a construct that comes after a synth is still printed', () => {
  const app = new App();
  const chart = chartIn(app, 'ai');
  poolIn(chart, 'one');
  captured(() => chart.toJson());
  new InferenceGateway(chart, 'gateway', { exposure: Exposure.public(), authentication: Authentication.none() });
  const { printed } = captured(() => chart.toJson());
  expect(printed).toEqual([expect.stringContaining('is public and without authentication')]);
});

test('each App of a program prints its own warnings', () => {
  for (const app of [new App(), new App()]) {
    poolIn(chartIn(app, 'ai'), 'one');
    expect(captured(() => app.charts[0].toJson()).printed).toHaveLength(1);
  }
});
