import { GpuNode } from 'cdk8s-inference-gateway';
import { costDifference, costOf, HOURS_PER_MONTH } from '../../src/azure/cost';
import type { NodePool } from '../../src/azure/node-pool';
import { nodePrice, PRICES, withOwnPrices } from '../../src/azure/prices';

const system: NodePool = { name: 'system', vmSize: 'Standard_D4ads_v5', min: 3, max: 5 };
const gpu: NodePool = { name: 'gpu', vmSize: 'Standard_NC40ads_H100_v5', min: 0, max: 4 };

test('the least and the most are those of all pools and the control plane', () => {
  const { minPerHour, maxPerHour, unknown } = costOf([system, { ...gpu, min: 1 }], 'Standard');
  expect(minPerHour).toBeCloseTo(0.1 + 3 * 0.206 + 6.98);
  expect(maxPerHour).toBeCloseTo(0.1 + 5 * 0.206 + 4 * 6.98);
  expect(unknown).toEqual([]);
});

test('nodes that pods keep are paid although the pool may be empty', () => {
  expect(costOf([{ ...gpu, held: 2 }], 'Free').minPerHour).toBeCloseTo(2 * 6.98);
});

test('a stopped pool costs nothing', () => {
  expect(costOf([{ ...gpu, held: 2, stopped: true }], 'Free')).toMatchObject({ minPerHour: 0, maxPerHour: 0 });
});

test('a size without a price is named, not guessed', () => {
  const { maxPerHour, unknown } = costOf([{ ...gpu, vmSize: 'Standard_ND96isr_H200_v5' }], 'Free');
  expect({ maxPerHour, unknown }).toEqual({ maxPerHour: 0, unknown: ['Standard_ND96isr_H200_v5'] });
});

test('own prices go over the table, those of spot nodes too', () => {
  const own = withOwnPrices({ Standard_NC40ads_H100_v5: 5, 'Standard_NC40ads_H100_v5/spot': 1.6 });
  expect(nodePrice(gpu.vmSize, false, own)?.usdPerHour).toBe(5);
  expect(nodePrice(gpu.vmSize, true, own)?.usdPerHour).toBe(1.6);
  expect(nodePrice(gpu.vmSize, true, PRICES)?.usdPerHour).toBe(6.98);
  expect(() => withOwnPrices({ Standard_D4ads_v5: -1 })).toThrow(
    "'prices' of Standard_D4ads_v5 (-1) must be 0 or more",
  );
});

test('every GPU size that the library knows has a price, but the one that no source has', () => {
  const missing = GpuNode.AZURE_SIZES.filter((size) => nodePrice(size, false, PRICES) === undefined);
  expect(missing).toEqual(['Standard_ND96isr_H200_v5']);
});

describe('the difference to the last deployment', () => {
  const two = { ...gpu, max: 2 };
  test.each([
    [
      'two nodes more',
      [two],
      [gpu],
      [`+$${Math.round(2 * 6.98 * HOURS_PER_MONTH).toLocaleString('en-US')}/month: 2 -> 4 x NC40ads_H100_v5`],
    ],
    ['two nodes less', [gpu], [two], ['-$10,191/month: 4 -> 2 x NC40ads_H100_v5']],
    ['a new pool', [], [two], ['+$10,191/month: none -> 2 x NC40ads_H100_v5']],
    ['a pool that goes', [two], [], ['-$10,191/month: 2 x NC40ads_H100_v5 -> none']],
    [
      'another size',
      [two],
      [{ ...two, vmSize: 'Standard_NC24ads_A100_v4' }],
      ['-$4,828/month: 2 x NC40ads_H100_v5 -> 2 x NC24ads_A100_v4'],
    ],
    ['a pool that is switched off', [two], [{ ...two, stopped: true }], ['-$10,191/month: 2 -> 0 x NC40ads_H100_v5']],
    [
      'a size without a price',
      [two],
      [{ ...two, vmSize: 'Standard_ND96isr_H200_v5' }],
      ['unknown cost: 2 x NC40ads_H100_v5 -> 2 x ND96isr_H200_v5'],
    ],
    ['another minimum only', [two], [{ ...two, min: 2 }], []],
  ] as [string, NodePool[], NodePool[], string[]][])('%s', (_, before, after, sentences) => {
    expect(costDifference(before, after)).toEqual(sentences.map((one) => `${one} (pool 'gpu', at most)`));
  });

  test('is none where only a price changed', () => {
    expect(costDifference([gpu], [gpu], withOwnPrices({ [gpu.vmSize]: 1 }))).toEqual([]);
  });
});
