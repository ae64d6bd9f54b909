import { App, Chart } from 'cdk8s';
import {
  Engine,
  GpuNode,
  InferenceGateway,
  Model,
  ModelPool,
  type ModelPoolProps,
  TenantRoute,
  TrafficClass,
} from 'cdk8s-inference-gateway';

/** A platform without a mistake: one gateway, the model 'chat' on two GPUs, and a tenant that uses it. */
export function platform() {
  const app = new App();
  const gateway = new InferenceGateway(new Chart(app, 'edge', { namespace: 'edge' }), 'gateway');
  const models = new Chart(app, 'models', { namespace: 'models' });
  const chat = addModel(models, 'chat');
  const tenant = new Chart(app, 'tenant-a', { namespace: 'tenant-a' });
  const route = new TenantRoute(tenant, 'inference', {
    gateway,
    hostnames: ['tenant-a.ai.example.com'],
    models: [chat],
    trafficClass: TrafficClass.INTERACTIVE,
  });
  return { app, gateway, models, chat, tenant, route };
}

/** A model on two GPUs, one for each server. */
export function addModel(chart: Chart, id: string, changes: Partial<ModelPoolProps> = {}): ModelPool {
  return new ModelPool(chart, id, {
    model: Model.QWEN3_0_6B,
    modelName: id,
    engine: Engine.vllm(),
    node: GpuNode.azure('Standard_NC24ads_A100_v4'),
    ...changes,
  });
}
