import type { ApiObject } from 'cdk8s';
import { ManifestObject } from './private/object';

/**
 * Changes any field of any object that this library renders.
 *
 * Every construct has its objects as public members; JSON patches (`object.addJsonPatch(...)`) work on them as well and
 * run before overlays.
 *
 * @example
 *
 * import { type ModelPool, Overlay } from 'cdk8s-inference-gateway';
 * declare const pool: ModelPool;
 * Overlay.of(pool.deployment).merge({
 *   spec: { template: { spec: { containers: [{ name: 'vllm', resources: { limits: { memory: '64Gi' } } }] } } },
 * });
 */
export class Overlay {
  /**
   * The overlay of one rendered object.
   *
   * @throws if the object was not made by this library: use its `addJsonPatch`
   */
  public static of(object: ApiObject): Overlay {
    if (!ManifestObject.isManifestObject(object)) {
      throw new Error(
        `'object' (${object.node.path}) was not rendered by this library, so it has no overlay: use its addJsonPatch()`,
      );
    }
    return new Overlay(object);
  }

  private constructor(private readonly object: ManifestObject) {}

  /**
   * Merges fields into the rendered object: objects field by field, lists of named items (containers, env, ports,
   * volumes, mounts) by their names, other lists as a whole. `null` removes a field.
   */
  public merge(fields: { [field: string]: unknown }): this {
    this.object.overlay(fields);
    return this;
  }
}
