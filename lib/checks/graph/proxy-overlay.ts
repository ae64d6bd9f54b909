import { at, textAt } from './fields';
import type { Gateway } from './gateway';
import type { Graph } from './graph';
import type { Manifest } from './manifest';

/** What a Gateway's `parametersRef` names. */
export interface Parameters {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

export function parametersOf({ manifest }: Gateway): Parameters | undefined {
  const reference = at(manifest.json, 'spec', 'infrastructure', 'parametersRef');
  if (reference === undefined) return undefined;
  return {
    kind: textAt(reference, 'kind') ?? '',
    namespace: manifest.namespace,
    name: textAt(reference, 'name') ?? '',
  };
}

/** ConfigMap with Istio's overlays of the objects that it makes for a Gateway, each a text of YAML. */
export class ProxyOverlay {
  /** The overlay of a gateway; undefined if it names none, or one that is not here. */
  public static of(graph: Graph, gateway: Gateway): ProxyOverlay | undefined {
    const parameters = parametersOf(gateway);
    const manifest =
      parameters?.kind === 'ConfigMap' ? graph.find('ConfigMap', parameters.namespace, parameters.name) : undefined;
    return manifest && new ProxyOverlay(manifest);
  }

  private constructor(public readonly manifest: Manifest) {}

  /** Seconds until a proxy that ends is killed, if it says so. */
  public get gracePeriodSeconds(): number | undefined {
    return this.number('deployment', 'terminationGracePeriodSeconds');
  }

  /** The number behind a key of an overlay; comments do not count. */
  public number(overlay: string, key: string): number | undefined {
    const text = (textAt(this.manifest.json, 'data', overlay) ?? '').replace(/(^|\s)#.*$/gm, '');
    const entry = text.split(/[\n{},]/).find((one) =>
      one
        .trim()
        .replace(/^(- *)?["']?/, '')
        .startsWith(key),
    );
    const digits = /^["']?\s*:\s*["']?(\d+)/.exec(entry?.slice(entry.indexOf(key) + key.length) ?? '')?.[1];
    return digits === undefined ? undefined : Number(digits);
  }
}
