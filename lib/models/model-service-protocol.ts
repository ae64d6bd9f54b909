import type { IConstruct } from 'constructs';
import type { ProxyPods } from './model-pool-protocol';

/** A Service that routes can send requests to: a router, or a model server without endpoint picker. */
export interface IModelService extends IConstruct {
  /** Name of the Service. */
  readonly serviceName: string;
  /** Namespace of the Service. */
  readonly namespace: string;
  /** Port of the Service. */
  readonly port: number;
  /** Port of its pods. */
  readonly targetPort: number;
  /** Labels of its pods. */
  readonly podLabels: { [key: string]: string };
  /** Name that clients put into `model`, if it serves one. */
  readonly modelName?: string;

  /** Lets the proxies of a gateway in. Called by routes. */
  admitProxies(proxies: ProxyPods): void;
  /** Lets HTTPRoutes of a namespace refer to the Service. Called by routes; nothing to do for its own namespace. */
  admitRoutes(namespace: string): void;
}
