import { App, Chart } from 'cdk8s';
import { Engine, InferenceGateway, Model, ModelPool, ModelRoute } from 'cdk8s-inference-gateway';

// One model behind one address inside the cluster, without a GPU. On GPUs: leave `engine` out.
const app = new App();
const chart = new Chart(app, 'ai', { namespace: 'ai' });
const gateway = new InferenceGateway(chart, 'gateway');
const qwen = new ModelPool(chart, 'qwen3', { model: Model.QWEN3_0_6B, engine: Engine.simulator() });
new ModelRoute(chart, 'everyone', { gateway, models: [qwen] });
app.synth();
