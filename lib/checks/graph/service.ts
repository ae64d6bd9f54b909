import { itemsAt, textAt, textsAt } from './fields';
import type { Manifest } from './manifest';
import { labelsOnly, type Selector } from './selector';

/** A port of a Service. */
export interface ServicePort {
  readonly name?: string;
  readonly number: number;
  readonly protocol: string;
  readonly appProtocol?: string;
  /** Number or name. */
  readonly target: number | string;
}

/** A Service. */
export class Service {
  public readonly ports: readonly ServicePort[];
  /** What it selects pods by; undefined where somebody else writes its endpoints. */
  public readonly selector?: Selector;

  constructor(public readonly manifest: Manifest) {
    this.ports = itemsAt(manifest.json, 'spec', 'ports').map((port) => {
      const number = Number(port.port);
      return {
        name: textAt(port, 'name'),
        number,
        protocol: textAt(port, 'protocol') ?? 'TCP',
        appProtocol: textAt(port, 'appProtocol'),
        target: typeof port.targetPort === 'string' || typeof port.targetPort === 'number' ? port.targetPort : number,
      };
    });
    const labels = textsAt(manifest.json, 'spec', 'selector');
    this.selector = Object.keys(labels).length === 0 ? undefined : labelsOnly(labels);
  }
}
