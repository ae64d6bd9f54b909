import { fieldsAt, itemsAt, numberAt, textAt } from './fields';
import type { Manifest } from './manifest';
import { type Selector, selectorOf } from './selector';

/** What picks an endpoint for a pool. */
export interface PickerReference {
  readonly kind: string;
  readonly name: string;
  readonly port?: number;
  readonly failureMode: string;
}

/** An InferencePool. */
export class Pool {
  public readonly selector: Selector;
  /** Ports of the pods. */
  public readonly ports: readonly number[];
  /** Undefined where the pool has none. */
  public readonly picker?: PickerReference;
  /** What stands behind it: pools with the same pods and the same picker are several doors to one thing. */
  public readonly behind: string;

  constructor(public readonly manifest: Manifest) {
    const { json } = manifest;
    this.selector = selectorOf(fieldsAt(json, 'spec', 'selector'));
    this.ports = itemsAt(json, 'spec', 'targetPorts').map((port) => numberAt(port, 'number') ?? 0);
    const picker = fieldsAt(json, 'spec', 'endpointPickerRef');
    this.picker =
      picker.name === undefined
        ? undefined
        : {
            kind: textAt(picker, 'kind') ?? 'Service',
            name: textAt(picker, 'name') ?? '',
            port: numberAt(picker, 'port', 'number'),
            failureMode: textAt(picker, 'failureMode') ?? 'FailClose',
          };
    const { kind, name, port } = this.picker ?? {};
    this.behind = JSON.stringify([manifest.namespace, kind, name, port, this.selector, this.ports]);
  }
}
