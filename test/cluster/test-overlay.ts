import { clusterHasGpus } from './gpus';
import type { KubeObject } from './kubectl';

/** What the test cluster needs to be told apart from the manifests as they are rendered. */
export interface TestOverlay {
  /** Memory limit of each container. */
  readonly memory: string;
  /** Replicas of Deployments that have others than rendered, by name. */
  readonly replicas: Readonly<Record<string, number>>;
  /** A model whose tokenizer lacks the words that vLLM's parsers look for: with them vLLM would not start. */
  readonly tinyModel?: boolean;
  /** One picker of each pool and one body router: what two of them do, the examples before show. */
  readonly lean?: boolean;
  /** Simulators with a prefix cache, room for four requests, and a time to first token that depends on the prompt. */
  readonly cached?: boolean;
  /** Simulators with room for four requests. */
  readonly narrow?: boolean;
  /** Images that sleep in place of programs that no registry has, by Deployment. */
  readonly sleeping?: Readonly<Record<string, string>>;
}

interface Container {
  readonly name: string;
  readonly args?: readonly string[];
  readonly env?: readonly object[];
  readonly resources?: { readonly limits?: Readonly<Record<string, string>> };
}

interface PodSpec {
  readonly containers: readonly Container[];
  readonly nodeSelector?: Readonly<Record<string, string>>;
}

interface DeploymentSpec {
  readonly replicas: number;
  readonly template: { readonly spec: PodSpec };
}

/** For simulators, and for a vLLM that only pretends: requests that are honest for GPUs do not fit a small node. */
export const SMALL: TestOverlay = { memory: '512Mi', replicas: {} };

/** What listens nowhere passes no probe. */
const SLEEP = { imagePullPolicy: 'IfNotPresent', command: ['sleep', '3600'], startupProbe: undefined };

/** For examples that come up the way others did: half of the pods. */
export const LEAN: TestOverlay = { ...SMALL, lean: true };

const FOUR_AT_A_TIME = '--max-num-seqs=4';

const CACHED = [
  ...['--enable-kvcache', '--prefill-time-per-token=1ms', '--time-to-first-token=0ms'],
  ...['--inter-token-latency=20ms', FOUR_AT_A_TIME],
];
const POD_IP = { name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } };

const HELPERS = /-(epp|body-router)$/;
const GPU = 'nvidia.com/gpu';
const PARSERS = /^--(enable-auto-tool-choice|tool-call-parser|reasoning-parser)/;

/**
 * All that is changed before an example is applied, and nothing else: `resources` of the containers, their GPUs
 * excepted, `replicas` of helpers where others showed them, for a real vLLM without GPUs `replicas` and the flags of its
 * parsers, how fast simulators are, and programs that are not ours. Where no node has a GPU, none is asked for, nor a node of a kind that has.
 */
export function overlaid(object: KubeObject, overlay: TestOverlay): KubeObject {
  if (object.kind !== 'Deployment') return object;
  const spec = object.spec as unknown as DeploymentSpec;
  const image = overlay.sleeping?.[object.metadata.name];
  const program = image === undefined ? {} : { image, ...SLEEP };
  const containers = spec.template.spec.containers.map((container) => ({
    ...container,
    ...program,
    args: container.args?.filter((arg) => !(overlay.tinyModel && PARSERS.test(arg))),
    ...(overlay.narrow && container.name === 'simulator' ? { args: [...(container.args ?? []), FOUR_AT_A_TIME] } : {}),
    ...(overlay.cached && container.name === 'simulator' ? withCache(container) : {}),
    resources: resources(container, overlay.memory),
  }));
  const asked = gpus(spec.template.spec) > 0 && !clusterHasGpus();
  if (asked) process.stderr.write(`No node has a GPU: ${object.metadata.name} is applied without its GPUs.\n`);
  const somewhere = asked ? { nodeSelector: undefined } : {};
  const template = { ...spec.template, spec: { ...spec.template.spec, ...somewhere, containers } };
  const rendered = overlay.lean && HELPERS.test(object.metadata.name) ? 1 : spec.replicas;
  const replicas = overlay.replicas[object.metadata.name] ?? rendered;
  return { ...object, spec: { ...spec, replicas, template } };
}

/** The last of two values of one flag counts. */
function withCache({ args = [], env = [] }: Container) {
  return { args: [...args, ...CACHED], env: [...env, POD_IP] };
}

function gpus({ containers }: PodSpec): number {
  return containers.reduce((sum, { resources }) => sum + Number(resources?.limits?.[GPU] ?? 0), 0);
}

function resources(container: Container, memory: string) {
  const asked = container.resources?.limits?.[GPU];
  const gpu = asked === undefined || !clusterHasGpus() ? {} : { [GPU]: asked };
  return { requests: { cpu: '10m', memory: '32Mi', ...gpu }, limits: { cpu: '2', memory, ...gpu } };
}
