import { devicePluginValues } from '../../src/platform/device-plugin';
import { istiodValues } from '../../src/platform/istio';
import { configOf } from '../settings';

test('keeps the inference flag on, whatever values are laid over', () => {
  const env = { ENABLE_GATEWAY_API_INFERENCE_EXTENSION: 'false', OTHER: 'x' };
  const { istio } = configOf({ platform: { istio: { replicas: 3, values: { env } } } }).platform;
  expect(istiodValues(istio)).toMatchObject({
    autoscaleMin: 3,
    env: { ENABLE_GATEWAY_API_INFERENCE_EXTENSION: 'true', OTHER: 'x' },
  });
});

test('lets the device plugin onto every GPU pool, spot nodes included', () => {
  const { gpuPools } = configOf({
    gpuPools: {
      a100: { vmSize: 'Standard_NC24ads_A100_v4' },
      cheap: { vmSize: 'Standard_NC24ads_A100_v4', spot: true, taint: 'sku=gpu:NoSchedule', mig: 'MIG2g' },
    },
    workloads: {},
  });
  const values = devicePluginValues(gpuPools, {});
  expect(values.tolerations).toEqual([
    { key: 'nvidia.com/gpu', operator: 'Equal', value: 'present', effect: 'NoSchedule' },
    { key: 'sku', operator: 'Equal', value: 'gpu', effect: 'NoSchedule' },
    { key: 'kubernetes.azure.com/scalesetpriority', operator: 'Equal', value: 'spot', effect: 'NoSchedule' },
  ]);
  expect(values.migStrategy).toBe('mixed');
});
