import { Overlay } from 'cdk8s-inference-gateway';
import { platform } from './platform';

const { app, chat } = platform();
Overlay.of(chat.inferencePool).merge({ spec: { targetPorts: [{ number: 9999 }] } });
app.synth();
