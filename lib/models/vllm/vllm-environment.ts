import type { Duration } from 'cdk8s';
import { plainVariable } from '../../private/environment';
import type { EnvVar } from '../../private/pod';

/** Where vLLM and its libraries keep their caches: an emptyDir, since the root is read-only. */
export const HOME = '/home/vllm';

/** Variables that open vLLM up or make it unstable: https://docs.vllm.ai/en/latest/usage/security/ */
const UNSAFE = [
  'VLLM_ALLOW_INSECURE_SERIALIZATION',
  'VLLM_ALLOW_LONG_MAX_MODEL_LEN',
  'VLLM_ALLOW_RUNTIME_LORA_UPDATING',
  'VLLM_DEBUG_LOG_API_SERVER_RESPONSE',
  'VLLM_KEEP_ALIVE_ON_ENGINE_DEATH',
  'VLLM_SERVER_DEV_MODE',
];

/** Variables that pods of this library may have already, and one that Kubernetes may set wrongly. */
const RESERVED = [
  'HF_HOME',
  'HF_HUB_DISABLE_TELEMETRY',
  'HF_HUB_OFFLINE',
  'HF_TOKEN_PATH',
  'HOME',
  'LOGNAME',
  'USER',
  'VLLM_ENGINE_READY_TIMEOUT_S',
  'VLLM_MEDIA_URL_ALLOW_REDIRECTS',
  'VLLM_NO_USAGE_STATS',
  'VLLM_PORT',
];

const OPENS_UP = 'which opens vLLM up or hides its failures';

/** Variables that no other part of the program may set either, with the reason. */
export const REFUSED_ENVIRONMENT: Readonly<Record<string, string>> = {
  ...Object.fromEntries(UNSAFE.map((name) => [name, OPENS_UP])),
  VLLM_PORT: "which is not the server's port, but one that vLLM's processes use among themselves",
};

/** vLLM and its libraries write below HOME and into /tmp; a user without a name needs USER and LOGNAME. */
export function pathEnvironment(startupBudget: Duration): EnvVar[] {
  return [
    { name: 'HOME', value: HOME },
    { name: 'USER', value: 'vllm' },
    { name: 'LOGNAME', value: 'vllm' },
    { name: 'VLLM_NO_USAGE_STATS', value: '1' },
    // A picture's URL must not lead into the cluster by a redirect.
    { name: 'VLLM_MEDIA_URL_ALLOW_REDIRECTS', value: '0' },
    { name: 'VLLM_ENGINE_READY_TIMEOUT_S', value: String(startupBudget.toSeconds()) },
  ];
}

/**
 * The user's own variables.
 *
 * @throws if one is reserved, unsafe, or holds a secret
 */
export function userEnvironment(env: { [name: string]: string }): EnvVar[] {
  return Object.entries(env).map(([name, value]) => {
    if (RESERVED.includes(name)) throw new Error(`'env' must not set '${name}', which is set already: leave it out`);
    plainVariable(
      name,
      "a token of Hugging Face goes into Weights.huggingFace({ token: SecretKey.of('hf', 'token') }), others into PodSettings.of({ secretEnv: { ... } })",
    );
    if (UNSAFE.includes(name)) {
      throw new Error(`'env' must not set '${name}', ${OPENS_UP}: leave it out`);
    }
    return { name, value };
  });
}

/** The library's variables and the user's, none of them twice. */
export function distinct(ours: EnvVar[], theirs: EnvVar[]): EnvVar[] {
  const twice = theirs.find(({ name }) => ours.some((other) => other.name === name));
  if (twice !== undefined) throw new Error(`'env' must not set '${twice.name}', which is set already: leave it out`);
  return [...ours, ...theirs];
}
