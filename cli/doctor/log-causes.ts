/** A line of a log that says why a program ended. */
interface LogCause {
  readonly pattern: RegExp;
  readonly fix: (match: RegExpExecArray) => string;
}

/**
 * What vLLM writes before it ends, as seen of version 0.32.0, most of it far above its last line. The first that is found
 * counts: causes before what follows from them.
 */
const CAUSES: readonly LogCause[] = [
  {
    pattern: /unrecognized arguments: .*/,
    fix: () => "leave the argument out of 'args' of Engine.vllm, or use the version of vLLM that knows it",
  },
  {
    pattern: /User-specified max_model_len \(\d+\) is greater than the derived max_model_len.*?=(\d+)/,
    fix: ([, derived]) => `write Engine.vllm({ maxModelLength: ${derived} }) or less`,
  },
  {
    pattern: /Total number of attention heads \(\d+\) must be divisible by tensor parallel size \(\d+\)/,
    fix: () => "write a 'tensorParallel' of Engine.vllm that divides the heads",
  },
  {
    pattern: /LocalEntryNotFoundError: .*/,
    fix: () => 'put the model into the volume or image of Weights, or let the pod reach its server of weights',
  },
  {
    pattern: /(GatedRepoError|Access to model \S+ is restricted|401 Client Error).*/,
    fix: () =>
      'accept the license of the model, and put a token that may read it into the Secret of Weights.huggingFace',
  },
  {
    pattern: /To serve at least one request with the model's max seq len .*?estimated maximum model length is (\d+)/,
    fix: ([, fits]) => `write Engine.vllm({ maxModelLength: ${fits} }) or less, or take a larger GPU`,
  },
  {
    pattern: /Available memory on node .*? is less than requested memory for kv.*/,
    fix: () => 'lower the memory for the KV cache, or raise the memory of the pod',
  },
  {
    pattern: /LoRAAdapterNotFoundError: .*/,
    fix: () => 'correct the path of the adapter, or put it where the pool mounts it',
  },
  {
    pattern: /VLLM_PORT '.*?' appears to be a URI.*/,
    fix: () => 'set enableServiceLinks: false in the pod: a Service named vllm writes this variable',
  },
  {
    pattern: /Insufficient space in \/dev\/shm.*/,
    fix: () => 'mount an emptyDir of medium Memory and 1Gi or more at /dev/shm',
  },
  {
    pattern: /(CUDA out of memory|No available memory for the cache blocks).*/,
    fix: () => "lower 'maxModelLength', raise 'tensorParallel', or take a larger GPU",
  },
  {
    pattern: /Failed to infer device type.*/,
    fix: () => "give the pool a 'node' with GPUs: without a device this image of vLLM ends",
  },
];

const LONGEST = 240;

/** What a log says of the end of its program. */
export function causeIn(log: string): { readonly text: string; readonly fix: string } | undefined {
  for (const { pattern, fix } of CAUSES) {
    const match = pattern.exec(log);
    if (match !== null) return { text: match[0].slice(0, LONGEST).trim(), fix: fix(match) };
  }
  return undefined;
}
