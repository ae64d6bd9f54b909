import { App, Chart } from 'cdk8s';
import { Engine, GpuNode, InferenceGateway, Listener, Model, ModelPool, TenantRoute } from 'cdk8s-inference-gateway';
import * as kplus from 'cdk8s-plus-28';

// A tenant's own program, written with cdk8s-plus, and the model that it calls inside the cluster.
const app = new App();
const edge = new Chart(app, 'edge', { namespace: 'edge' });
const gateway = new InferenceGateway(edge, 'gateway', {
  listeners: [Listener.http({ hostname: '*.shop.svc.cluster.local' })],
});
const models = new Chart(app, 'models', { namespace: 'models' });
const chat = new ModelPool(models, 'chat', {
  model: Model.QWEN3_0_6B,
  modelName: 'chat',
  engine: Engine.vllm(),
  node: GpuNode.azure('Standard_NC24ads_A100_v4', { maxNodes: 2 }),
});

// #region app
// The tenant's host is the name of a Service of its own namespace that stands for the gateway: the cluster's DNS knows
// it, so that clients need no further setting. Walls let the pods of 'shop' reach it, and nothing but it.
const shop = new Chart(app, 'shop', { namespace: 'shop' });
const { hostnames } = new TenantRoute(shop, 'inference', {
  gateway,
  hostnames: ['llm.shop.svc.cluster.local'],
  models: [chat],
});
new kplus.Service(shop, 'llm', {
  metadata: { name: 'llm' },
  type: kplus.ServiceType.EXTERNAL_NAME,
  externalName: 'gateway-istio.edge.svc.cluster.local',
});
const chatApp = new kplus.Deployment(shop, 'chat-app', {
  metadata: { name: 'chat-app' },
  securityContext: { ensureNonRoot: true, user: 1000 },
  containers: [
    {
      image: 'registry.example.com/shop/chat-app:v1.4.0',
      portNumber: 8080,
      envVariables: { OPENAI_BASE_URL: kplus.EnvValue.fromValue(`http://${hostnames[0]}/v1`) },
      // What Pod Security 'restricted' asks for, which every namespace of this library enforces.
      securityContext: {
        user: 1000,
        capabilities: { drop: [kplus.Capability.ALL] },
        seccompProfile: { type: kplus.SeccompProfileType.RUNTIME_DEFAULT },
      },
    },
  ],
});
chatApp.exposeViaService({ name: 'chat-app' });
// Who reaches the program itself is for it to say: here any pod of the cluster.
new kplus.NetworkPolicy(shop, 'chat-app-clients', {
  metadata: { name: 'chat-app-clients' },
  selector: chatApp,
  ingress: { rules: [{ peer: kplus.Namespaces.all(shop, 'everybody'), ports: [kplus.NetworkPolicyPort.tcp(8080)] }] },
});
// #endregion

app.synth();
