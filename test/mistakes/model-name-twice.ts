import { Overlay } from 'cdk8s-inference-gateway';
import { addModel, platform } from './platform';

const { app, models, route } = platform();
const large = addModel(models, 'chat-large', { modelName: 'chat-large' });
route.addModel(large);
// The larger model is to be found under the name of the other one.
const [resource] = route.httpRoutes;
const rules = JSON.stringify(resource.toJson().spec.rules);
Overlay.of(resource).merge({ spec: { rules: JSON.parse(rules.replaceAll('"value":"chat-large"', '"value":"chat"')) } });
app.synth();
