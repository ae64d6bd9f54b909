import type { Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Egress } from '../network/network-policy';
import type { EnvVar, Mount, Resources } from '../private/pod';
import type { GpuNode } from './gpu-node';
import type { Model } from './model';
import { type SimulatorOptions, simulator } from './simulator';
import { type VllmOptions, vllm } from './vllm';
import type { Weights } from './weights';

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
  readonly mounts: Mount[];
  readonly resources: Resources;
  /** GPUs of one pod. */
  readonly gpus: number;
  readonly egress: Egress[];
}

/** The program that serves a model. */
export class Engine {
  /**
   * vLLM, on GPUs.
   *
   * @throws if an option is out of its range, or if an argument is unknown, reserved or repeated
   */
  public static vllm(options: VllmOptions = {}): Engine {
    return new Engine('vllm', vllm(options));
  }

  /**
   * The llm-d inference simulator: answers the same API with made-up text, exports vLLM's metrics, needs no GPU. Pool,
   * picker and routes stay as they are with vLLM.
   */
  public static simulator(options: SimulatorOptions = {}): Engine {
    return new Engine('simulator', simulator(options));
  }

  private constructor(
    /** Name of the engine. */
    public readonly name: string,
    /** @internal */
    public readonly _render: (context: _ServerContext) => _ServerParts,
  ) {}
}
