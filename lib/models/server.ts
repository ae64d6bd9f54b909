import type { Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Egress } from '../network/network-policy';
import type { EnvVar, Mount, Resources } from '../private/pod';
import type { LateParts } from '../private/workload';
import type { AdapterSet } from './adapters/adapter-set';
import type { GpuNode } from './hardware/gpu-node';
import type { Model } from './model';
import type { Weights } from './weights/weights';

/**
 * What an engine is rendered from.
 *
 * @internal
 */
export interface _ServerContext {
  readonly scope: Construct;
  readonly model: Model;
  readonly modelName: string;
  readonly port: number;
  readonly weights: Weights;
  readonly node: GpuNode;
  readonly longestGeneration: Duration;
  readonly startupBudget: Duration;
}

/**
 * What the adapters of a pool add to its pods.
 *
 * @internal
 */
export interface _AdapterParts extends LateParts {
  readonly egress: Egress[];
}

/**
 * The container of a model server.
 *
 * @internal
 */
export interface _ServerParts {
  /** `inference.networking.k8s.io/engine-type` of the pods: how the endpoint picker reads their metrics. */
  readonly engineType: string;
  readonly container: string;
  /** Upstream image with its tag. */
  readonly image: string;
  readonly command?: string[];
  readonly args: string[];
  readonly env: EnvVar[];
  /** Variables that nobody may set, with the reason. */
  readonly refusedEnv?: { readonly [name: string]: string };
  readonly mounts: Mount[];
  /** Folder of the weights, where the user's own volumes must hold it. */
  readonly mountedPath?: string;
  readonly resources: Resources;
  /** Tokens of the longest request with its answer, where the engine holds to it. */
  readonly contextLength?: number;
  /** GPUs of one pod. */
  readonly gpus: number;
  readonly egress: Egress[];
  /** What its adapters add, if there are any. */
  readonly adapters: (adapters: AdapterSet) => _AdapterParts;
}
