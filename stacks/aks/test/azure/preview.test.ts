import { preview } from '../../src/azure/preview';
import { withOwnPrices } from '../../src/azure/prices';

const plan = {
  location: 'eastus',
  tier: 'Standard',
  pools: [
    { name: 'system', vmSize: 'Standard_D4ads_v5', min: 3, max: 5, surge: 1 },
    { name: 'h100', vmSize: 'Standard_NC40ads_H100_v5', min: 0, max: 4, held: 2 },
  ],
  room: ['h100: chat 2 x 1 GPU = 2 of 4 nodes with 1 GPU, rollouts included'],
  starts: [{ model: 'chat', nodeReady: false, weightsGib: 14.96 }],
};

test('says quota, cost, room and time before the first resource', () => {
  expect(preview(plan)).toMatchSnapshot();
});

test('says what changed since the last deployment', () => {
  const deployed = [{ ...plan.pools[0], name: 'system', vmSize: 'Standard_D4ads_v5', min: 3, max: 5 }];
  expect(preview({ ...plan, deployed })).toContain(
    "since the last deployment:\n    +$20,382/month: none -> 4 x NC40ads_H100_v5 (pool 'h100', at most)",
  );
  expect(preview({ ...plan, deployed: plan.pools })).toContain('since the last deployment: no change');
});

test('says that prices are of another region, or not known', () => {
  expect(preview({ ...plan, location: 'westeurope' })).toContain('eastus, other than westeurope');
  const h200 = { name: 'h200', vmSize: 'Standard_ND96isr_H200_v5', min: 0, max: 1 };
  expect(preview({ ...plan, pools: [h200] })).toContain(
    "without a price: Standard_ND96isr_H200_v5; write it into 'prices'",
  );
  const prices = withOwnPrices({ Standard_ND96isr_H200_v5: 84.8 });
  expect(preview({ ...plan, pools: [h200], prices })).toContain('h200: 0..1 x ND96isr_H200_v5, $84.8/h each');
});

test('counts a pool that goes only when its successor is there', () => {
  const leaving = [{ name: 'h100', vmSize: 'Standard_NC24ads_A100_v4', min: 0, max: 2 }];
  expect(preview({ ...plan, leaving })).toMatch(/StandardNCADSA100v4Family +48 {2}h100 \(until it is replaced\)\n/);
});

test('says nothing of what would shorten a start within the goal', () => {
  expect(preview({ ...plan, starts: [{ model: 'chat', nodeReady: true }] })).toMatch(/chat: 464 s = [^;]*$/);
});

test('fits a cluster without GPUs', () => {
  expect(preview({ ...plan, pools: plan.pools.slice(0, 1), room: [], starts: [] })).toContain('no GPU pool');
});
