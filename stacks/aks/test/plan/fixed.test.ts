import { fixedFaults, fixedSettings } from '../../src/plan/fixed';
import { configOf } from '../settings';

const last = fixedSettings(configOf());
const apart = fixedSettings(configOf({ network: { podCidr: '10.200.0.0/16' } }));
const larger = fixedSettings(configOf({ systemPool: { max: 9 } }));

test('says nothing before the first deployment, nor without a change', () => {
  expect(fixedFaults(undefined, last, [])).toEqual([]);
  expect(fixedFaults(last, last, [])).toEqual([]);
});

test('refuses what would make the cluster anew', () => {
  expect(fixedFaults(last, apart, [])).toEqual([
    "'network.podCidr' (10.200.0.0/16) was 10.244.0.0/16: the change makes the cluster anew, with everything in it; write 10.244.0.0/16 again, or allow: [cluster-replacement]",
  ]);
  expect(fixedFaults(last, apart, ['cluster-replacement'])).toEqual([]);
});

test('refuses a change of the system pool, which would be ignored', () => {
  expect(fixedFaults(last, larger, ['cluster-replacement'])[0]).toContain('is not changed through the cluster');
  expect(fixedFaults(last, larger, ['system-pool-change'])).toEqual([]);
});
