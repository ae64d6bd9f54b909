import type { IConstruct } from 'constructs';
import { waveOf } from './waves';

/** Step of an object, for the selectors of Flux. */
export const FLUX_WAVE = 'cdk8s-inference-gateway/wave';

const perApp = new WeakMap<IConstruct, Delivery>();

/** How manifests get to the cluster, as far as they must say something about it themselves. */
export class Delivery {
  /** `kubectl apply`, which takes the objects in the order of the files. Manifests carry no order. */
  public static kubectl(): Delivery {
    return new Delivery('kubectl', undefined);
  }

  /**
   * Argo CD: every object carries its sync wave, so that the proxies get their filters only once the body router answers.
   * One Application for all files, since waves count within one.
   */
  public static argoCd(): Delivery {
    return new Delivery('argoCd', 'argocd.argoproj.io/sync-wave');
  }

  /**
   * Flux, which knows no order within one Kustomization but that of kinds: every object carries its step, and a
   * `FluxKustomizations` construct applies one step after the other.
   */
  public static flux(): Delivery {
    return new Delivery('flux', FLUX_WAVE);
  }

  private constructor(
    /** `kubectl`, `argoCd` or `flux`. */
    public readonly name: string,
    private readonly waveAnnotation: string | undefined,
  ) {}

  /**
   * The delivery of the App that a construct belongs to.
   *
   * @internal
   */
  public static _of(scope: IConstruct): Delivery {
    return perApp.get(scope.node.root) ?? Delivery.kubectl();
  }

  /** @internal */
  public static _use(scope: IConstruct, delivery: Delivery): void {
    perApp.set(scope.node.root, delivery);
  }

  /**
   * Annotations that order an object among the others.
   *
   * @internal
   */
  public _annotations(kind: string, labels: Record<string, string> | undefined): Record<string, string> {
    if (this.waveAnnotation === undefined) return {};
    return { [this.waveAnnotation]: String(waveOf(kind, labels?.['app.kubernetes.io/name'])) };
  }
}
