import { ApiObject } from 'cdk8s';
import { addModel, platform } from './platform';

const { app, models } = platform();
addModel(models, 'code');
// Four GPUs in all.
new ApiObject(models, 'Quota', {
  apiVersion: 'v1',
  kind: 'ResourceQuota',
  metadata: { name: 'gpus' },
  spec: { hard: { 'requests.nvidia.com/gpu': '1' } },
});
app.synth();
