import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { Namespaces } from '../../namespaces';
import { dnsSubdomain } from '../../private/names';
import { namespaceOf, render } from '../../private/object';
import type { Gpu } from './gpu';

/** GPUs that a namespace may take. */
export interface GpuQuotaProps {
  /** The GPUs of all pods together, each kind with its number. */
  readonly gpus: Gpu[];
  /**
   * Name of the ResourceQuota.
   * @default - the construct's id
   */
  readonly name?: string;
}

/**
 * Bound on the GPUs of a chart's namespace: a ResourceQuota on the models, so that no team of a shared cluster takes the
 * GPUs of another. The rule `quota-room` refuses pools that do not fit into it with their rollouts, and warns of a bound on
 * GPUs that no pod of the namespace takes.
 *
 * @throws if a kind has no number or stands twice
 */
export class GpuQuota extends Construct {
  /** ResourceQuota. */
  public readonly resourceQuota: ApiObject;
  /** Namespace whose pods it bounds. */
  public readonly namespace: string;
  /** The GPUs of all pods together. */
  public readonly gpus: Gpu[];

  constructor(scope: Construct, id: string, props: GpuQuotaProps) {
    super(Namespaces._before(scope), id);
    if (props.gpus.length === 0) throw new Error("'gpus' is empty: write one such as Gpu.nvidia(8)");
    this.namespace = namespaceOf(this);
    this.gpus = [...props.gpus];
    const hard: Record<string, string> = {};
    for (const { resourceName: resource, count } of props.gpus) {
      const key = `requests.${resource}`;
      if (count === undefined) throw new Error(`'gpus' has no number of ${resource}: write it, such as Gpu.nvidia(8)`);
      if (Object.hasOwn(hard, key)) throw new Error(`'gpus' has ${resource} twice: leave one out`);
      hard[key] = String(count);
    }
    this.resourceQuota = render(this, 'Resource', {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      name: dnsSubdomain('name', props.name ?? id),
      spec: { hard },
    });
  }
}
