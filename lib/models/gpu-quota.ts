import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { Namespaces } from '../namespaces';
import { dnsSubdomain } from '../private/names';
import { namespaceOf, render } from '../private/object';
import type { Gpu } from './gpu';
import { gpuPodsOf } from './gpu-room';

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
 * GPUs of another. Pools that do not fit into it with their rollouts are refused, and so is a bound on GPUs that no pool
 * of the namespace takes.
 *
 * @throws if a kind has no number or stands twice
 */
export class GpuQuota extends Construct {
  /** ResourceQuota. */
  public readonly resourceQuota: ApiObject;

  constructor(scope: Construct, id: string, props: GpuQuotaProps) {
    super(Namespaces._before(scope), id);
    if (props.gpus.length === 0) throw new Error("'gpus' is empty: write one such as Gpu.nvidia(8)");
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
    this.node.addValidation({ validate: () => props.gpus.flatMap((gpu) => this.misfit(gpu) ?? []) });
  }

  private misfit({ resourceName: resource, count = 0 }: Gpu): string | undefined {
    const namespace = namespaceOf(this);
    const all = gpuPodsOf(this).filter(
      (pods) => pods.namespace === namespace && pods.node.gpu.resourceName === resource && pods.pods > 0,
    );
    if (all.length === 0) {
      return `'gpus' bounds ${resource} in namespace '${namespace}', where no pool takes any: leave it out`;
    }
    const total = all.reduce((sum, { gpus, pods }) => sum + gpus * pods, 0);
    if (total <= count) return undefined;
    const list = all.map(({ name, gpus, pods }) => `${pods} pods of ${gpus} in pool '${name}'`).join(', ');
    return `'gpus' (${count} of ${resource}) of namespace '${namespace}' is less than its pools need with those of a rollout (${total}: ${list}): lower 'replicas' or write ${total}`;
  }
}
