import { GpuNode } from 'cdk8s-inference-gateway';
import { surgeNodes } from '../../src/azure/node-pool';
import { quotaCommand, vcpuQuota } from '../../src/azure/quota';
import { vmSize } from '../../src/azure/vm-size';

const pool = { vmSize: 'Standard_NC40ads_H100_v5', min: 0, max: 4 };

test('vCPUs of one family add up, the nodes of an upgrade included, and count in the region once more', () => {
  const needs = vcpuQuota([
    { name: 'system', vmSize: 'Standard_D4ads_v5', min: 3, max: 5, surge: 1 },
    { name: 'a', ...pool },
    { name: 'b', ...pool, vmSize: 'Standard_NC80adis_H100_v5', max: 1 },
  ]);
  expect(needs).toEqual([
    { quota: 'standardDADSv5Family', vcpus: 24, pools: ['system'] },
    { quota: 'StandardNCadsH100v5Family', vcpus: 240, pools: ['a', 'b'] },
    { quota: 'cores', vcpus: 264, pools: ['system', 'a', 'b'] },
  ]);
});

test.each([
  ['0', 4, 0],
  ['2', 4, 2],
  ['33%', 5, 2],
  ['10%', 1, 1],
])('an upgrade with a surge of %s adds to %i nodes %i', (maxSurge, nodes, added) => {
  expect(surgeNodes(maxSurge, nodes)).toBe(added);
});

test('spot nodes of all families take one quota, and none of the others', () => {
  const needs = vcpuQuota([
    { name: 'a', ...pool, spot: true },
    { name: 'b', ...pool, vmSize: 'Standard_NC24ads_A100_v4', spot: true },
  ]);
  expect(needs).toEqual([{ quota: 'lowPriorityCores', vcpus: 4 * 40 + 4 * 24, pools: ['a', 'b'] }]);
});

test('the command asks for exactly these quotas', () => {
  const command = quotaCommand('westeurope', vcpuQuota([{ name: 't4', ...pool, vmSize: 'Standard_NC4as_T4_v3' }]));
  expect(command).toContain('--location westeurope');
  expect(command).toContain("[?name.value=='Standard NCASv3_T4 Family' || name.value=='cores']");
});

test('every GPU size of the library has the family of its series, and its vCPUs in its name', () => {
  for (const size of GpuNode.AZURE_SIZES) {
    const { family, vcpus, driver } = vmSize(size);
    expect(family).toMatch(/T4|A10v5|A100v4|H100v5|H200V5/);
    expect(vcpus).toBe(Number(/\d+/.exec(size)?.[0]));
    expect(driver).toBe(size.includes('A10_v5') ? 'grid' : 'cuda');
  }
});

test.each([
  ['Standard_D4ads_v5', 'standardDADSv5Family', 4],
  ['Standard_D8s_v5', 'standardDSv5Family', 8],
  ['Standard_E16-4ds_v5', 'standardEDSv5Family', 16],
])('%s counts in %s with %i vCPUs', (size, family, vcpus) => {
  expect(vmSize(size)).toMatchObject({ family, vcpus, gpus: 0, driver: 'none' });
});
