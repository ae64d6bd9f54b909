import { Duration } from 'cdk8s';
import { fieldEnv } from '../private/pod';
import { Versions } from '../versions';
import type { AdapterSet } from './adapters/adapter-set';
import type { Model } from './model';
import type { _AdapterParts, _ServerContext, _ServerParts } from './server';

/** How the simulator answers. */
export interface SimulatorOptions {
  /**
   * Time until the first token of an answer.
   * @default Duration.millis(50)
   */
  readonly timeToFirstToken?: Duration;
  /**
   * Time between two tokens of an answer.
   * @default Duration.millis(40)
   */
  readonly interTokenLatency?: Duration;
}

/**
 * What vLLM does by itself. Of a model that Hugging Face has, the simulator would ask a tokenizer service at its side, which
 * nobody runs: every request would fail. By its own defaults it answers 5 requests at a time, of 1024 tokens, and refuses
 * bodies that the gateway lets through.
 */
function likeVllm({ maxModelLength = 32_768 }: Model): string[] {
  return [
    '--force-dummy-tokenizer',
    `--max-model-len=${maxModelLength}`,
    '--max-num-seqs=256',
    '--max-request-body-size-mb=512',
  ];
}

/** The simulator's container, for a context. */
export function simulator(options: SimulatorOptions): (context: _ServerContext) => _ServerParts {
  const millis = (duration: Duration | undefined, fallback: number) =>
    (duration ?? Duration.millis(fallback)).toMilliseconds();
  return ({ model, modelName, port }) => ({
    engineType: 'vllm',
    container: 'simulator',
    image: `${Versions.SIMULATOR.image}:${Versions.SIMULATOR.lock}`,
    args: [
      `--model=${model.id}`,
      `--port=${port}`,
      `--served-model-name=${modelName}`,
      ...likeVllm(model),
      `--time-to-first-token=${millis(options.timeToFirstToken, 50)}ms`,
      `--inter-token-latency=${millis(options.interTokenLatency, 40)}ms`,
    ],
    env: [fieldEnv('POD_NAME', 'metadata.name'), fieldEnv('POD_NAMESPACE', 'metadata.namespace')],
    mounts: [{ name: 'tmp', mountPath: '/tmp', source: { emptyDir: { sizeLimit: '256Mi' } } }],
    resources: {
      requests: { cpu: '50m', memory: '64Mi', 'ephemeral-storage': '256Mi' },
      limits: { cpu: '2', memory: '512Mi', 'ephemeral-storage': '512Mi' },
    },
    gpus: 0,
    egress: [],
    adapters,
  });
}

/** Names are enough: the simulator reads no weights. */
function adapters({ names, maxLoras, maxCpuLoras }: AdapterSet): _AdapterParts {
  const modules = names.map((name) => JSON.stringify({ name }));
  return {
    args: [`--max-loras=${maxLoras}`, `--max-cpu-loras=${maxCpuLoras}`, '--lora-modules', ...modules],
    mounts: [],
    initContainers: [],
    egress: [],
  };
}
