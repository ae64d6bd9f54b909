import { type ApiObject, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { wholeSeconds } from '../private/durations';
import { dnsLabel } from '../private/names';
import { namespaceOf, render } from '../private/object';
import { Delivery, FLUX_WAVE } from './delivery';
import { Wave } from './waves';

/** Where Flux finds the manifests of an App. */
export interface FluxKustomizationsProps {
  /** Folder of the manifests in their source, such as `./dist/prod`. */
  readonly path: string;
  /**
   * Name of the source.
   * @default 'flux-system'
   */
  readonly sourceName?: string;
  /**
   * Kind of the source: GitRepository, OCIRepository or Bucket.
   * @default 'GitRepository'
   */
  readonly sourceKind?: string;
  /**
   * Time between two looks at the cluster.
   * @default Duration.minutes(10)
   */
  readonly interval?: Duration;
  /**
   * Name of the Kustomizations: `<name>-base`, `<name>-filters` and `<name>-traffic`.
   * @default - the construct's id
   */
  readonly name?: string;
}

/** Step of the Kustomizations themselves: one that waits for all that it applies must not apply those that wait for it. */
const NO_LAYER = 'none';

/** Kustomizations and the steps that each applies. The first takes objects without a step along. */
const LAYERS = [
  { layer: 'base', leavesOut: `in (${Wave.FILTERS},${Wave.TRAFFIC},${NO_LAYER})` },
  { layer: 'filters', leavesOut: `notin (${Wave.FILTERS})` },
  { layer: 'traffic', leavesOut: `notin (${Wave.TRAFFIC})` },
];

const SOURCES = ['GitRepository', 'OCIRepository', 'Bucket'];

/**
 * Three Kustomizations of Flux over the same folder, one after the other: namespaces, definitions and body router; filters
 * of the proxies; doors, routes and model servers. Each leaves out what the others apply.
 *
 * Put it into a chart of Flux's namespace. No layer applies that file: apply it by hand, or from the folder by which Flux
 * keeps its own objects.
 *
 * @throws if the App is not delivered by Flux
 */
export class FluxKustomizations extends Construct {
  /** The Kustomizations, in the order in which Flux applies them. */
  public readonly kustomizations: ApiObject[];

  constructor(scope: Construct, id: string, props: FluxKustomizationsProps) {
    super(scope, id);
    if (Delivery._of(this).name !== 'flux') {
      throw new Error(
        "'delivery' of the cluster is not Flux, so no object carries its step: write Cluster.define(app, { delivery: Delivery.flux() })",
      );
    }
    const { path, sourceName = 'flux-system', sourceKind = 'GitRepository', interval = Duration.minutes(10) } = props;
    const name = dnsLabel('name', props.name ?? id, '-filters');
    if (!/^\.\/[^\s]+$/.test(path)) throw new Error(`'path' (${path}) must start with './': write './dist/prod'`);
    if (!SOURCES.includes(sourceKind)) {
      throw new Error(`'sourceKind' (${sourceKind}) must be one of ${SOURCES.join(', ')}: write 'GitRepository'`);
    }
    const seconds = wholeSeconds('interval', interval, 'Duration.minutes(10)');
    namespaceOf(this);
    this.kustomizations = LAYERS.map(({ layer, leavesOut }, index) => {
      const before = LAYERS[index - 1];
      const kustomization = render(this, layer, {
        apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
        kind: 'Kustomization',
        name: `${name}-${layer}`,
        spec: {
          dependsOn: before && [{ name: `${name}-${before.layer}` }],
          interval: `${seconds}s`,
          path,
          prune: true,
          // A model server may wait for a GPU for hours, and nothing waits for the last step.
          wait: index < LAYERS.length - 1,
          timeout: '300s',
          force: false,
          sourceRef: { kind: sourceKind, name: sourceName },
          patches: [
            {
              target: { annotationSelector: `${FLUX_WAVE} ${leavesOut}` },
              patch: '$patch: delete\napiVersion: v1\nkind: Any\nmetadata:\n  name: any\n',
            },
          ],
        },
      });
      kustomization.metadata.addAnnotation(FLUX_WAVE, NO_LAYER);
      return kustomization;
    });
  }
}
