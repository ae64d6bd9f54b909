import { platform } from './platform';

platform().app.synth();
