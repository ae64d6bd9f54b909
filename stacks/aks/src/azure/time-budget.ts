/** What decides how long a model takes to its first token. */
export interface FirstToken {
  readonly model: string;
  /** Whether a node with free GPUs is there already (`min` of its pool above what is busy). */
  readonly nodeReady: boolean;
  /** Size of the server's image as it is pulled, in GB; that of the anchor where it is not known. */
  readonly imageGb?: number;
  /** Whether the node has the image already. */
  readonly imageReady?: boolean;
  /** Size of the weights, in GiB; that of the anchor where it is not known. */
  readonly weightsGib?: number;
  /** Whether compiled kernels are kept (`Weights.withCompileCache`). */
  readonly compileCache?: boolean;
}

export interface Phase {
  readonly name: string;
  readonly seconds: number;
}

export interface TimeBudget {
  readonly model: string;
  readonly phases: readonly Phase[];
  readonly seconds: number;
  /** What would shorten it, the largest gain first. */
  readonly remedies: readonly Phase[];
}

export const GOAL_SECONDS = 600;

/**
 * One start on Standard_NC24ads_A100_v4 with 51.75 GiB of weights and an image of 5.60 GB took 966 s, of which 92 s were a
 * benchmark of its own: https://github.com/kaito-project/kaito/issues/2325 (one run, 2026-09-07).
 */
export const ANCHOR = {
  totalSeconds: 966,
  imageGb: 5.6,
  weightsGib: 51.75,
  nodeMade: 284,
  nodeReady: 126,
  image: 101,
  weights: 62,
  /** Making objects, starting the container, importing Python, starting the engine, becoming ready. */
  start: 7 + 3 + 74 + 21 + 1,
  compile: 195,
} as const;

/** Starting with kept kernels took 43.9 s instead of 68.5 s, all told: https://github.com/vllm-project/vllm/pull/32191 */
const KEPT_KERNELS = 0.64;

/** The phases from a pool without a free node to the first token, scaled from the anchor by bytes. */
export function timeBudget(start: FirstToken): TimeBudget {
  const { nodeReady, imageReady = false, compileCache = false } = start;
  const image = Math.round((ANCHOR.image * (start.imageGb ?? ANCHOR.imageGb)) / ANCHOR.imageGb);
  const weights = Math.round((ANCHOR.weights * (start.weightsGib ?? ANCHOR.weightsGib)) / ANCHOR.weightsGib);
  const kept = Math.round(ANCHOR.compile * KEPT_KERNELS);
  const node = ANCHOR.nodeMade + ANCHOR.nodeReady;
  const phases: Phase[] = [
    { name: 'node', seconds: nodeReady ? 0 : node },
    { name: 'image', seconds: imageReady ? 0 : image },
    { name: 'start', seconds: ANCHOR.start },
    { name: 'weights', seconds: weights },
    { name: 'compile', seconds: compileCache ? kept : ANCHOR.compile },
  ];
  const remedies: Phase[] = [
    ...(nodeReady ? [] : [{ name: "a spare node ('min' one above what is busy)", seconds: node }]),
    ...(imageReady
      ? []
      : [{ name: 'the image on the node before the pod (a DaemonSet that pulls it)', seconds: image }]),
    ...(compileCache
      ? []
      : [{ name: 'Weights.withCompileCache, from the second start on', seconds: ANCHOR.compile - kept }]),
  ];
  return {
    model: start.model,
    phases,
    seconds: phases.reduce((sum, { seconds }) => sum + seconds, 0),
    remedies: remedies.sort((a, b) => b.seconds - a.seconds),
  };
}
