import { Overlay } from 'cdk8s-inference-gateway';
import { platform } from './platform';

const { app, chat } = platform();
const gpus = { 'nvidia.com/gpu': 0 };
Overlay.of(chat.deployment).merge({
  spec: { template: { spec: { containers: [{ name: 'vllm', resources: { requests: gpus, limits: gpus } }] } } },
});
app.synth();
