/** What a platform promises, as data: `toJson` and `toMarkdown` are two writings of it. */
export interface ContractPage {
  readonly gateways: GatewayTerms[];
  readonly routes: RouteTerms[];
  readonly trafficClasses: TrafficTerms[];
  readonly models: ModelTerms[];
  readonly quotas: QuotaTerms[];
  readonly controls: ControlTerms[];
  readonly enforced: EnforcedTerms[];
  readonly notEnforced: OpenTerms[];
}

/** A gateway, as its clients see it. */
export interface GatewayTerms {
  readonly name: string;
  readonly namespace: string;
  /** `this program` or `others`, of whose gateways no more is known than their names. */
  readonly owner: string;
  /** `cluster`, `internal` or `public`. */
  readonly exposure?: string;
  readonly https?: boolean;
  readonly hostnames?: string[];
  readonly authentication?: string;
  readonly maxBodyBytes?: number;
  /** Whether a line is written of every request. */
  readonly accessLog?: boolean;
  /** Whether the API server refuses routes with hostnames of others. */
  readonly reservedHostnames?: boolean;
  /** Listeners that routes have taken, and how many fit. */
  readonly listeners?: string;
}

/** A tenant or a shared endpoint. */
export interface RouteTerms {
  readonly name: string;
  readonly namespace: string;
  readonly kind: 'tenant' | 'shared';
  /** Name by which the tenant is recognised and counted. */
  readonly tenant?: string;
  /** How many requests the tenant may make, one sentence each. */
  readonly budgets: string[];
  /** `namespace/name`. */
  readonly gateway: string;
  /** `*` for any. */
  readonly hostnames: string[];
  readonly offers: OfferTerms[];
}

/** What a route answers, and how long that may take. */
export interface OfferTerms {
  /** Name that clients put into `model`; none where a Service chooses by itself. */
  readonly model?: string;
  /** Names of adapters, which clients may put into `model` too. */
  readonly adapters: string[];
  /** Who chooses the model, and by what. */
  readonly selection: string;
  readonly paths: string[];
  readonly trafficClass: string;
  readonly requestSeconds: number;
  readonly backendRequestSeconds: number;
  readonly retries: number;
  readonly streaming: boolean;
  /** Name and value of the priority, if one is said. */
  readonly priority?: string;
  /** Requests that each proxy passes at a time, if that is bounded. */
  readonly maxParallel?: number;
  readonly backends: BackendTerms[];
}

/** Who answers which share. */
export interface BackendTerms {
  readonly kind: string;
  /** `namespace/name`. */
  readonly name: string;
  readonly percent: number;
}

/** A kind of traffic. */
export interface TrafficTerms {
  readonly name: string;
  readonly requestSeconds: number;
  readonly backendRequestSeconds: number;
  readonly retries: number;
}

/** A pool and its model. */
export interface ModelTerms {
  readonly model: string;
  readonly adapters: string[];
  readonly task: string;
  /** `namespace/name` of the pool. */
  readonly pool: string;
  readonly owner: string;
  /** A number, or `1 to 4` where an autoscaler sets it. */
  readonly replicas?: string;
  readonly longestAnswerSeconds: number;
  readonly contextTokens?: number;
  readonly toolCalling?: boolean;
}

/** A bound on the pods of a namespace. */
export interface QuotaTerms {
  readonly namespace: string;
  readonly hard: { readonly [resource: string]: string };
}

/** A control that a platform is expected to have. */
export interface ControlTerms {
  readonly control: string;
  readonly state: string;
}

/** Something that is kept, and by whom. */
export interface EnforcedTerms {
  readonly where: string;
  readonly what: string;
}

/** Something that nobody keeps. */
export interface OpenTerms {
  readonly what: string;
  readonly instead: string;
}
