import { App, Chart } from 'cdk8s';
import {
  Cluster,
  Delivery,
  Engine,
  FluxKustomizations,
  InferenceGateway,
  Model,
  ModelPool,
  ModelRoute,
} from 'cdk8s-inference-gateway';

// The quickstart, delivered by Flux in three steps.
const app = new App();
// #region flux
Cluster.define(app, { delivery: Delivery.flux() });
const flux = new Chart(app, 'flux', { namespace: 'flux-system' });
new FluxKustomizations(flux, 'inference', { path: './dist/flux' });
// #endregion

const chart = new Chart(app, 'ai', { namespace: 'ai' });
const gateway = new InferenceGateway(chart, 'gateway');
const qwen = new ModelPool(chart, 'qwen3', { model: Model.QWEN3_0_6B, engine: Engine.simulator() });
new ModelRoute(chart, 'everyone', { gateway, models: [qwen] });

app.synth();
