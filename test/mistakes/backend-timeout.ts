import { JsonPatch } from 'cdk8s';
import { platform } from './platform';

const { app, route } = platform();
route.httpRoutes[0].addJsonPatch(JsonPatch.replace('/spec/rules/0/timeouts/backendRequest', '300s'));
app.synth();
