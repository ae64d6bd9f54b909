import type { ApiObject, Size } from 'cdk8s';
import type { Construct } from 'constructs';
import { wholeNumber } from '../private/numbers';
import { render } from '../private/object';
import { mebibytes } from '../private/sizes';

/** What the pods of one namespace may take together. */
export interface NamespaceQuotaProps {
  /** CPUs that all pods may request, as a quantity such as `20` or `500m`. */
  readonly cpu: string;
  /** Memory that all pods may request. */
  readonly memory: Size;
  /** Number of pods. */
  readonly pods: number;
  /**
   * CPUs that the limits of all pods may add up to.
   * @default - twice `cpu`
   */
  readonly cpuLimit?: string;
  /**
   * Memory that the limits of all pods may add up to.
   * @default - twice `memory`
   */
  readonly memoryLimit?: Size;
}

/**
 * Bound on the tenant's own pods (the apps in its namespace), for fairness among tenants. It bounds no requests and no
 * tokens, and no GPUs either: the models run elsewhere.
 */
export class NamespaceQuota {
  /**
   * A bound on requests, limits and number of pods.
   *
   * @throws if a quantity is malformed, or if a limit is below its request
   */
  public static of(props: NamespaceQuotaProps): NamespaceQuota {
    const cpu = millicpus('cpu', props.cpu);
    const cpuLimit = props.cpuLimit === undefined ? 2 * cpu : millicpus('cpuLimit', props.cpuLimit);
    const memory = mebibytes('memory', props.memory, 'Size.gibibytes(64)');
    const memoryLimit =
      props.memoryLimit === undefined ? 2 * memory : mebibytes('memoryLimit', props.memoryLimit, 'Size.gibibytes(128)');
    wholeNumber('pods', props.pods, 1, Number.MAX_SAFE_INTEGER, 'write the number of pods');
    if (cpuLimit < cpu)
      throw new Error(
        `'cpuLimit' (${props.cpuLimit}) must not be below 'cpu' (${props.cpu}): write '${cpus(2 * cpu)}'`,
      );
    if (memoryLimit < memory) {
      throw new Error(`'memoryLimit' (${memoryLimit}Mi) must not be below 'memory' (${memory}Mi): raise it`);
    }
    return new NamespaceQuota({
      'requests.cpu': cpus(cpu),
      'limits.cpu': cpus(cpuLimit),
      'requests.memory': quantity(memory),
      'limits.memory': quantity(memoryLimit),
      pods: String(props.pods),
    });
  }

  private constructor(
    /** `hard` of the ResourceQuota. */
    public readonly hard: { [resource: string]: string },
  ) {}
}

/** The ResourceQuota of a namespace. */
export function resourceQuota(scope: Construct, name: string, quota: NamespaceQuota): ApiObject {
  return render(scope, 'ResourceQuota', { apiVersion: 'v1', kind: 'ResourceQuota', name, spec: { hard: quota.hard } });
}

/** What containers get that ask for nothing: under a quota they would be refused otherwise. */
export function limitRange(scope: Construct, name: string): ApiObject {
  return render(scope, 'LimitRange', {
    apiVersion: 'v1',
    kind: 'LimitRange',
    name,
    spec: {
      limits: [
        {
          type: 'Container',
          defaultRequest: { cpu: '100m', memory: '128Mi' },
          default: { cpu: '500m', memory: '512Mi' },
        },
      ],
    },
  });
}

function millicpus(property: string, quantity: string): number {
  const match = /^(\d+)(m?)$/.exec(quantity);
  const value = Number(match?.[1]) * (match?.[2] === 'm' ? 1 : 1000);
  if (!(value > 0))
    throw new Error(`'${property}' (${quantity}) must be CPUs or thousandths of them: write '20' or '500m'`);
  return value;
}

function cpus(milli: number): string {
  return milli % 1000 === 0 ? String(milli / 1000) : `${milli}m`;
}

function quantity(value: number): string {
  return value % 1024 === 0 ? `${value / 1024}Gi` : `${value}Mi`;
}
