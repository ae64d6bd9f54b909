import { ApiObject } from 'cdk8s';
import { platform } from './platform';

const { app, models, chat } = platform();
new ApiObject(models, 'Service', {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'llama-3.1' },
  spec: { selector: chat.podLabels, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
});
app.synth();
