import { App, Chart } from 'cdk8s';
import {
  Certificate,
  Checks,
  Cluster,
  Delivery,
  Engine,
  GpuNode,
  InferenceGateway,
  Listener,
  Model,
  ModelPool,
  Replicas,
  TenantRoute,
} from 'cdk8s-inference-gateway';

// #region environments
/** What differs between the environments; all else is the same. */
interface Environment {
  readonly delivery: Delivery;
  readonly domain: string;
  readonly engine: Engine;
  readonly replicas: Replicas;
  readonly node?: GpuNode;
  readonly tenants: string[];
}

const node = GpuNode.azure('Standard_NC24ads_A100_v4', { maxNodes: 4 });
const engine = Engine.vllm();
const gpus = { delivery: Delivery.argoCd(), engine, node };

const ENVIRONMENTS: Record<string, Environment> = {
  dev: {
    delivery: Delivery.kubectl(),
    domain: 'ai.dev.example.com',
    engine: Engine.simulator(),
    replicas: Replicas.fixed(1),
    tenants: ['tenant-a'],
  },
  stage: { ...gpus, domain: 'ai.stage.example.com', replicas: Replicas.fixed(1), tenants: ['tenant-a'] },
  prod: { ...gpus, domain: 'ai.example.com', replicas: Replicas.fixed(3), tenants: ['tenant-a', 'tenant-b'] },
};
// #endregion

// One App is one cluster and one folder: dist/environments/dev, stage and prod.
for (const [name, { delivery, domain, tenants, ...pool }] of Object.entries(ENVIRONMENTS)) {
  const app = new App({ outdir: `${process.env.CDK8S_OUTDIR ?? 'dist/environments'}/${name}` });
  Cluster.define(app, { delivery });
  Checks.of(app).exists({ kind: 'Secret', namespace: 'edge', name: 'wildcard-tls' });
  const edge = new Chart(app, 'edge', { namespace: 'edge' });
  const gateway = new InferenceGateway(edge, 'gateway', {
    listeners: [Listener.https(`*.${domain}`, { certificate: Certificate.fromSecret('wildcard-tls') })],
  });
  const models = new Chart(app, 'models', { namespace: 'models' });
  const chat = new ModelPool(models, 'chat', { model: Model.QWEN3_0_6B, modelName: 'chat', ...pool });
  for (const tenant of tenants) {
    const chart = new Chart(app, tenant, { namespace: tenant });
    new TenantRoute(chart, 'inference', { gateway, hostnames: [`${tenant}.${domain}`], models: [chat] });
  }
  app.synth();
}
