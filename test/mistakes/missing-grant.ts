import { platform } from './platform';

const { app, chat } = platform();
for (const grant of chat.referenceGrants) grant.node.scope?.node.tryRemoveChild(grant.node.id);
app.synth();
