import type { _ServerContext, _ServerParts } from './server';
import { type SimulatorOptions, simulator } from './simulator';
import { type VllmOptions, vllm } from './vllm/vllm';

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
