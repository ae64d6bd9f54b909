import { Engine, SecretKey, Weights } from 'cdk8s-inference-gateway';
import { team } from '../../programs';
import { refuses } from '../../refuses';
import { containerOf, find } from '../../render';

const weights = Weights.huggingFace({ token: SecretKey.of('hf', 'token') });

function environment(env: Record<string, string> = {}) {
  return containerOf(find(team({ pool: { engine: Engine.vllm({ env }), weights } }).app, 'Deployment', 'qwen3')).env;
}

test('own variables stand behind those of the library', () => {
  expect(environment({ VLLM_LOGGING_LEVEL: 'DEBUG' }).at(-1)).toEqual({ name: 'VLLM_LOGGING_LEVEL', value: 'DEBUG' });
});

test('vLLM reports nothing, and follows no redirect of a picture', () => {
  expect(environment()).toEqual(
    expect.arrayContaining([
      { name: 'VLLM_NO_USAGE_STATS', value: '1' },
      { name: 'VLLM_MEDIA_URL_ALLOW_REDIRECTS', value: '0' },
      { name: 'HF_HUB_DISABLE_TELEMETRY', value: '1' },
    ]),
  );
});

for (const { name } of environment()) {
  refuses(
    `the variable ${name}, which is set already`,
    (app) => team({ pool: { engine: Engine.vllm({ env: { [name]: '1' } }), weights } }, app),
    "'env' must not set",
    `'${name}'`,
    'leave it out',
  );
}
for (const name of [
  'HF_TOKEN',
  'HUGGING_FACE_HUB_TOKEN',
  'VLLM_API_KEY',
  'OPENAI_API_KEY',
  'DB_PASSWORD',
  'AWS_SECRET_ACCESS_KEY',
  'CLIENT_SECRET',
  'AZURE_CREDENTIALS',
]) {
  refuses(
    `the secret ${name} given inline`,
    () => Engine.vllm({ env: { [name]: 'value' } }),
    `'env' must not hold the secret '${name}'`,
    'Weights.huggingFace({ token: SecretKey.of(',
  );
}
for (const name of [
  'VLLM_SERVER_DEV_MODE',
  'VLLM_ALLOW_INSECURE_SERIALIZATION',
  'VLLM_DEBUG_LOG_API_SERVER_RESPONSE',
  'VLLM_ALLOW_LONG_MAX_MODEL_LEN',
  'VLLM_KEEP_ALIVE_ON_ENGINE_DEATH',
  'VLLM_ALLOW_RUNTIME_LORA_UPDATING',
]) {
  refuses(
    `the variable ${name}`,
    () => Engine.vllm({ env: { [name]: '0' } }),
    `'env' must not set '${name}'`,
    'leave it out',
  );
}
for (const name of ['', '1X', 'A-B', 'A=B']) {
  refuses(
    `the variable name '${name}'`,
    () => Engine.vllm({ env: { [name]: '1' } }),
    `'env' has '${name}'`,
    "letters, digits and '_'",
  );
}
refuses(
  'a token of Hugging Face among the arguments',
  () => Engine.vllm({ args: { '--hf-token': 'hf_abcdefghijklmnopqrstuvwxyz' } }),
  "'args' must not set '--hf-token'",
  "Weights.huggingFace({ token: SecretKey.of('hf', 'token') })",
);
