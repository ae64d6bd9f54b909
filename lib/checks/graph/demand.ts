import { at, type Fields, fieldsAt, itemsAt, numberAt, textAt } from './fields';
import type { Graph } from './graph';
import type { Manifest } from './manifest';
import { push } from './multimap';
import { quantity } from './quantity';
import type { Workload } from './workload';

/** What LimitRanges of a namespace write into containers that say nothing. */
interface Defaults {
  readonly requests: Fields;
  readonly limits: Fields;
}

const NONE: Defaults = { requests: {}, limits: {} };

/** Quotas on these refuse pods with a container that says nothing of them. */
export const MUST_STATE = ['requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory'];

/** What pods ask of the quotas of their namespaces, with the defaults of its LimitRanges. */
export class Demand {
  private readonly defaults = new Map<string, Defaults>();

  constructor(graph: Graph) {
    const ranges = new Map<string, Manifest[]>();
    for (const range of graph.of('LimitRange', '')) push(ranges, range.namespace, range);
    for (const [namespace, all] of ranges) {
      const items = all
        .flatMap(({ json }) => itemsAt(json, 'spec', 'limits'))
        .filter(({ type }) => type === 'Container')
        .map((item) => ({ limits: fieldsAt(item, 'default'), requests: fieldsAt(item, 'defaultRequest') }));
      const limits = Object.assign({}, ...items.map((item) => item.limits));
      const requests = Object.assign({}, limits, ...items.map((item) => item.requests));
      this.defaults.set(namespace, { limits, requests });
    }
  }

  /** Resources that containers of a namespace get a limit of if they say nothing. */
  public givenLimits(namespace: string): string[] {
    return Object.keys((this.defaults.get(namespace) ?? NONE).limits);
  }

  /** What one container states or is given of what a quota counts, such as `requests.cpu`. */
  public ofContainer(namespace: string, container: Fields, counted: string): number | undefined {
    const { requests, limits } = this.defaults.get(namespace) ?? NONE;
    const dot = counted.indexOf('.');
    const resource = counted.slice(dot + 1);
    const limit = textAt(container, 'resources', 'limits', resource);
    if (counted.slice(0, dot) === 'limits') return quantity(limit ?? textAt(limits, resource));
    return quantity(textAt(container, 'resources', 'requests', resource) ?? limit ?? textAt(requests, resource));
  }

  /** What one pod asks for, as far as it is known: never more than it does. */
  public ofPod({ namespace, podSpec, containers }: Workload, counted: string): number {
    if (counted === 'pods') return 1;
    const [half = '', ...resource] = counted.split('.');
    const ofPod = quantity(textAt(podSpec, 'resources', half, resource.join('.')));
    if (ofPod !== undefined) return ofPod;
    return containers.reduce((sum, { json }) => sum + (this.ofContainer(namespace, json, counted) ?? 0), 0);
  }

  /** Containers of a pod, those that run before it included, that say nothing of what a quota counts. */
  public silent({ namespace, podSpec }: Workload, counted: string): string[] {
    if (at(podSpec, 'resources', ...counted.split('.')) !== undefined) return [];
    return [...itemsAt(podSpec, 'containers'), ...itemsAt(podSpec, 'initContainers')]
      .filter((container) => this.ofContainer(namespace, container, counted) === undefined)
      .map((container) => textAt(container, 'name') ?? '');
  }
}

/** Pods that a workload keeps at least; undefined where that is not known, or where they end by themselves. */
export function podsOf({ manifest, replicas }: Workload, autoscaledFrom?: number): number | undefined {
  const { kind, json } = manifest;
  if (kind === 'DaemonSet' || kind === 'Job' || kind === 'CronJob') return undefined;
  const groups = autoscaledFrom ?? replicas ?? 1;
  if (kind !== 'LeaderWorkerSet') return groups;
  const template = fieldsAt(json, 'spec', 'leaderWorkerTemplate');
  const size = numberAt(template, 'size') ?? 1;
  // What the leader asks for may differ.
  return groups * (template.leaderTemplate === undefined ? size : size - 1);
}
