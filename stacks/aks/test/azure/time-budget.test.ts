import { ANCHOR, GOAL_SECONDS, timeBudget } from '../../src/azure/time-budget';

const cold = { model: 'llama', nodeReady: false };

test('a start like the measured one takes what was measured, without its benchmark of 92 s', () => {
  expect(timeBudget(cold).seconds).toBe(ANCHOR.totalSeconds - 92);
});

test('bytes take their time', () => {
  const phase = (name: string, start: object) =>
    timeBudget({ ...cold, ...start }).phases.find((one) => one.name === name)?.seconds;
  expect(phase('image', { imageGb: 11.2 })).toBe(202);
  expect(phase('weights', { weightsGib: 131.42 })).toBe(157);
  expect(phase('weights', {})).toBe(62);
});

test('says what would shorten it, the largest gain first, and what is done is not said again', () => {
  expect(timeBudget(cold).remedies.map(({ seconds }) => seconds)).toEqual([410, 101, 70]);
  const ready = timeBudget({ ...cold, nodeReady: true, imageReady: true, compileCache: true });
  expect(ready.remedies).toEqual([]);
});

test('every gain is what the budget loses', () => {
  const { seconds, remedies } = timeBudget(cold);
  const all = timeBudget({ ...cold, nodeReady: true, imageReady: true, compileCache: true });
  expect(seconds - all.seconds).toBe(remedies.reduce((sum, remedy) => sum + remedy.seconds, 0));
});

test('the goal needs a node that is there: without one, the rest is not enough', () => {
  expect(timeBudget({ ...cold, imageReady: true, compileCache: true }).seconds).toBeGreaterThan(GOAL_SECONDS);
  expect(timeBudget({ ...cold, nodeReady: true }).seconds).toBeLessThan(GOAL_SECONDS);
});
