// Loaded before an example: the simulator takes vLLM's place, as with the one property that a user would change.
const { Engine } = require('cdk8s-inference-gateway');

Engine.vllm = () => Engine.simulator();
