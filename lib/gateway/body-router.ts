import { type ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { Cluster } from '../cluster';
import type { PodSettings } from '../pods/pod-settings';
import { render } from '../private/object';
import { fieldEnv } from '../private/pod';
import { Processor } from '../private/processor';
import { Versions } from '../versions';
import { checkSlug, mappingData, modelMapping, modelSlug } from './model-mapping';

/** Port on which the proxies ask the router (ext_proc). */
export const BODY_ROUTER_PORT = 9004;
const HEALTH_PORT = 9005;

/** Header with the name in the body's `model`. */
const REQUESTED_MODEL_HEADER = 'X-Gateway-Model-Name';

const ARGS = [
  '--streaming',
  `--grpc-port=${BODY_ROUTER_PORT}`,
  `--grpc-health-port=${HEALTH_PORT}`,
  '--v=1',
  '--tracing=false',
  '--enable-pprof=false',
  // Metrics are asked for without a token: the router has no right to check one.
  '--metrics-endpoint-auth=false',
  `--plugin=body-field-to-header:model-extractor:${JSON.stringify({ fieldName: 'model', headerName: REQUESTED_MODEL_HEADER })}`,
  '--plugin=base-model-to-header:base-model-mapper',
];

/** What a body router is made for. */
export interface BodyRouterProps {
  /** Name of the Gateway. */
  readonly gatewayName: string;
  /** Namespace of the Gateway. */
  readonly namespace: string;
  /**
   * What the router's pods have besides.
   * @default - nothing
   */
  readonly pods?: PodSettings;
}

/**
 * Body-based router (BBR): reads `model` from the body and sets the header that routes match.
 *
 * It must be up for any model to answer; so two of it run, roll one by one, and start only once they really listen.
 */
export class BodyRouter extends Construct {
  /** Deployment `<gateway>-body-router`. */
  public readonly deployment: ApiObject;
  /** Service that the proxies ask. */
  public readonly service: ApiObject;
  /** Role: reads the ConfigMaps of the gateway's namespace. */
  public readonly role: ApiObject;
  /** RoleBinding of the Role. */
  public readonly roleBinding: ApiObject;
  /** ServiceAccount of the router, unless `pods` names one. */
  public readonly serviceAccount?: ApiObject;
  /** PodDisruptionBudget of the router. */
  public readonly podDisruptionBudget: ApiObject;
  /** What makes the proxies talk TLS to the router. */
  public readonly transport: ApiObject;
  /** DNS name of the Service. */
  public readonly host: string;
  /** Labels that select the router's pods. */
  public readonly podLabels: { [key: string]: string };
  private readonly gatewayName: string;
  private readonly models = new Map<string, { readonly modelName: string; readonly configMap: ApiObject }>();

  constructor(scope: Construct, id: string, props: BodyRouterProps) {
    super(scope, id);
    this.gatewayName = props.gatewayName;
    const name = `${props.gatewayName}-body-router`;
    const processor = new Processor(this, 'Resource', {
      name,
      namespace: props.namespace,
      program: 'body-router',
      container: 'bbr',
      component: Versions.BODY_ROUTER,
      port: BODY_ROUTER_PORT,
      healthPort: HEALTH_PORT,
      args: ARGS,
      env: [fieldEnv('NAMESPACE', 'metadata.namespace')],
      resources: {
        requests: { cpu: '100m', memory: '128Mi', 'ephemeral-storage': '64Mi' },
        // Holds every body in memory until it is read.
        limits: { cpu: '2', memory: '1Gi', 'ephemeral-storage': '256Mi' },
      },
      mounts: [],
      replicas: 2,
      gracePeriodSeconds: 60,
      rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] }],
      furtherPorts: [],
      pods: props.pods,
    });
    this.deployment = processor.workload.deployment;
    this.serviceAccount = processor.workload.serviceAccount;
    this.podDisruptionBudget = processor.workload.podDisruptionBudget;
    this.podLabels = processor.workload.selector;
    this.role = processor.role;
    this.roleBinding = processor.roleBinding;
    this.service = processor.service;
    this.host = processor.host;
    this.transport = Cluster.of(this).provider._renderer.selfSignedTls(this, 'Transport', name, this.host);
  }

  /**
   * Takes a model into the router's table, which the router watches: nothing restarts. The ConfigMap is named after the
   * model, because the router does not notice another model in a ConfigMap that it has read already. It does notice
   * other adapters.
   *
   * @throws if two model names differ only in case and punctuation
   */
  public addModel(modelName: string): ApiObject {
    return this._addModel(modelName, () => []);
  }

  /**
   * The same for a model whose adapters are known only once the whole program is made.
   *
   * @internal
   */
  public _addModel(modelName: string, adapterNames: () => string[]): ApiObject {
    const slug = modelSlug(modelName);
    checkSlug(modelName, this.models.get(slug)?.modelName);
    const data = Lazy.any({ produce: () => mappingData(modelName, adapterNames()) });
    const configMap = render(this, `Model-${slug}`, modelMapping(this.gatewayName, modelName, data));
    this.models.set(slug, { modelName, configMap });
    return configMap;
  }

  /** ConfigMaps of the router's table, one for each model. */
  public get modelConfigMaps(): ApiObject[] {
    return [...this.models.values()].map(({ configMap }) => configMap);
  }
}
