import type { Duration } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { Priority } from '../tenants/priority';
import type { ModelTask } from './model';
import type { Replicas } from './replicas';

/** Proxies that send requests to a pool: pods with some labels in one namespace. */
export interface ProxyPods {
  /** Name of the Gateway. */
  readonly gatewayName: string;
  /** Namespace of the Gateway and its proxies. */
  readonly namespace: string;
  /** Labels of the proxies. */
  readonly podLabels: { [key: string]: string };
}

/** What a route sends to a pool. */
export interface PoolTraffic {
  /** Path of the route's construct, for errors. */
  readonly route: string;
  /** Namespace of the route's HTTPRoutes. */
  readonly namespace: string;
  /**
   * The tenant whose requests they are.
   * @default - none: a route for everybody who may use the gateway
   */
  readonly tenant?: string;
  /**
   * Priority of the requests.
   * @default - none is said, which is 0
   */
  readonly priority?: Priority;
  /**
   * Requests of the tenant that a proxy may pass to the pool at a time.
   * @default - any number
   */
  readonly maxParallel?: number;
  /** Longest time from a request to the end of its answer. */
  readonly request: Duration;
}

/** A pool that routes can send requests to. */
export interface IModelPool extends IConstruct {
  /** Name of the InferencePool. */
  readonly poolName: string;
  /** Namespace of the pool. */
  readonly namespace: string;
  /** Name that clients put into `model`. */
  readonly modelName: string;
  /** Names of the model's LoRA adapters, which clients may put into `model` too. */
  readonly adapterNames: string[];
  /** What the model is asked for. */
  readonly task: ModelTask;
  /**
   * Number of model servers.
   * @default - not known: somebody else owns the pool
   */
  readonly replicas?: Replicas;
  /** Whether answers can be tool calls (`tools` with `tool_choice: auto`), if known. */
  readonly toolCalling?: boolean;
  /** Longest time that one answer may take. */
  readonly longestGeneration: Duration;
  /** Port of the model servers. */
  readonly targetPort: number;
  /** Labels of the model servers' pods. */
  readonly podLabels: { [key: string]: string };
  /** Port of the endpoint picker. */
  readonly pickerPort: number;
  /** Labels of the endpoint picker's pods. */
  readonly pickerPodLabels: { [key: string]: string };

  /** Lets the proxies of a gateway in. Called by routes. */
  admitProxies(proxies: ProxyPods): void;
  /**
   * Lets HTTPRoutes of a namespace refer to the pool, and learns whose requests come, how many at a time and how urgent they
   * are. Called by routes.
   *
   * @throws if a priority has another value under the same name, if the picker could not keep to it, or if the tenant has
   * another `maxParallel` here
   */
  admitTraffic(traffic: PoolTraffic): void;
}
