/** A step of an ordered delivery: each begins once everything of the steps before it is there and healthy. */
export enum Wave {
  /** What the others live in. */
  NAMESPACES = 0,
  /** What others read: accounts, rights, configuration, quotas, policies, Services, pools, grants. */
  DEFINITIONS = 1,
  /** The body router, without which the next step would answer every request with 500. */
  ROUTERS = 2,
  /** What the proxies do with a request: in place before any route is. */
  FILTERS = 3,
  /**
   * Doors, routes, pickers and model servers. Nothing waits for them: a model that has no GPU must not keep the next
   * tenant's route away.
   */
  TRAFFIC = 4,
}

/** Steps by kind, or by kind and program. All other kinds are definitions. */
const WAVES: Readonly<Record<string, Wave>> = {
  Namespace: Wave.NAMESPACES,
  'Deployment body-router': Wave.ROUTERS,
  EnvoyFilter: Wave.FILTERS,
  Deployment: Wave.TRAFFIC,
  Gateway: Wave.TRAFFIC,
  HorizontalPodAutoscaler: Wave.TRAFFIC,
  HTTPRoute: Wave.TRAFFIC,
  ScaledObject: Wave.TRAFFIC,
};

/** The step of an object. An InferencePool comes before its picker, which is not ready without it. */
export function waveOf(kind: string, program: string | undefined): Wave {
  return WAVES[`${kind} ${program}`] ?? WAVES[kind] ?? Wave.DEFINITIONS;
}
