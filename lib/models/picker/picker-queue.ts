import { isObject, type Json } from '../../private/merge';
import { Priority } from '../../tenants/priority';

/** How requests wait at the picker while the model servers are full. */
export interface PickerQueue {
  /** Priorities of requests, beside 0. */
  readonly priorities: number[];
  /** Longest wait. */
  readonly timeoutSeconds: number;
  /** Shortest time that a route gives a request from its beginning to the end of its answer. */
  readonly requestSeconds: number;
}

const DETECTOR = 'utilization-detector';
const FAIRNESS = 'round-robin-fairness-policy';

/** Requests of one band that may wait before further ones are refused, where the band is sheddable: at each picker. */
const SHEDDABLE_REQUESTS = '10';
/** Bodies that may wait at one picker, which peaks at 14 times their bytes. */
const WAITING_BYTES = '256Mi';

/**
 * Has requests wait at the picker rather than at the model servers, where nobody can go before anybody: as soon as one
 * waits at each server, the next is held back. Of this picker's detectors, only this one is ever saturated. The file
 * stays the same as tenants and priorities come and go, since another one is another pod.
 */
export function withQueue(file: Json, { priorities, timeoutSeconds }: PickerQueue): Json {
  const below = priorities.filter((priority) => priority < 0);
  const sheddable = [...new Set([Priority.SHEDDABLE.value, ...below])].sort((a, b) => b - a);
  const parameters = { queueDepthThreshold: 1, kvCacheUtilThreshold: 0.8, metricsStalenessThreshold: '2s' };
  return {
    ...file,
    featureGates: ['flowControl'],
    plugins: [...list(file.plugins), { type: DETECTOR, parameters }, { type: FAIRNESS }],
    saturationDetector: { pluginRef: DETECTOR },
    flowControl: {
      maxBytes: WAITING_BYTES,
      defaultRequestTTL: `${timeoutSeconds}s`,
      defaultPriorityBand: { fairnessPolicyRef: FAIRNESS },
      priorityBands: sheddable.map((priority) => ({
        priority,
        maxRequests: SHEDDABLE_REQUESTS,
        fairnessPolicyRef: FAIRNESS,
      })),
    },
  };
}

/** What a configuration of one's own lacks for priorities and fairness. */
export function lacksQueue(file: Json, { priorities, timeoutSeconds, requestSeconds }: PickerQueue): string[] {
  const flowControl = isObject(file.flowControl) ? file.flowControl : {};
  const types = new Map(
    list(file.plugins).map((plugin) => {
      const { name, type } = plugin as { readonly name?: string; readonly type?: string };
      return [name || type, type];
    }),
  );
  const detector = isObject(file.saturationDetector) ? file.saturationDetector.pluginRef : undefined;
  const bands = list(flowControl.priorityBands) as {
    readonly priority?: number;
    readonly fairnessPolicyRef?: string;
  }[];
  const fallback = isObject(flowControl.defaultPriorityBand) ? flowControl.defaultPriorityBand : {};
  const unfair = [0, ...priorities].filter((priority) => {
    const { fairnessPolicyRef } = bands.find((band) => band.priority === priority) ?? fallback;
    return types.get(String(fairnessPolicyRef)) !== FAIRNESS;
  });
  return [
    ...(list(file.featureGates).includes('flowControl') ? [] : ["the feature gate 'flowControl'"]),
    ...(detector === undefined || types.get(String(detector)) === DETECTOR
      ? []
      : [`a saturationDetector of the type ${DETECTOR}`]),
    ...(goSeconds(flowControl.defaultRequestTTL) < requestSeconds
      ? []
      : [`a flowControl.defaultRequestTTL below the ${requestSeconds}s of its routes, such as ${timeoutSeconds}s`]),
    ...(unfair.length === 0 ? [] : [`${FAIRNESS} for priority ${[...new Set(unfair)].join(', ')}`]),
  ];
}

const GO_UNITS: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };

/** A duration as Go writes it, such as `1m30s`; without one, for ever. */
function goSeconds(value: unknown): number {
  if (typeof value !== 'string') return Number.POSITIVE_INFINITY;
  const parts = [...value.matchAll(/([\d.]+)(ns|us|ms|s|m|h)/g)];
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * (GO_UNITS[unit ?? ''] ?? 0), 0);
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
