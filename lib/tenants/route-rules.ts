import { type ApiObject, type Duration, Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  type HttpRouteSpec,
  type HttpRouteSpecRules,
  HttpRouteSpecRulesMatchesHeadersType,
  HttpRouteSpecRulesMatchesMethod,
  HttpRouteSpecRulesMatchesPathType,
  toJson_HttpRouteSpec,
} from '../../imports/gateway-api';
import type { IInferenceGateway, RouteAttachment } from '../gateway/inference-gateway-protocol';
import { ModelTask } from '../models/model';
import type { IModelPool } from '../models/model-pool-protocol';
import { optional, render } from '../private/object';
import { warn } from '../private/warnings';
import { defaultPaths, extraPath, MAX_PATHS } from './api-paths';
import { TrafficClass } from './traffic-class';

/** Rules of one HTTPRoute, by Gateway API. */
const MAX_RULES = 16;
/** Hostnames of one HTTPRoute, by Gateway API. */
const MAX_HOSTNAMES = 16;

interface Entry {
  readonly pool: IModelPool;
  readonly trafficClass: TrafficClass;
}

/** What a merged route is made of. */
export interface RouteRulesProps {
  readonly name: string;
  readonly namespace: string;
  readonly gateway: IInferenceGateway;
  readonly hostnames: string[];
}

/**
 * The merged HTTPRoute of a tenant or team: one rule per model, with one match per path, since of two routes with the
 * same match only the older one counts. Further HTTPRoutes (`<name>-2` ...) take what does not fit into 16 rules.
 */
export class RouteRules {
  private readonly entries: Entry[] = [];
  private readonly paths = new Set<string>();
  private readonly objects: ApiObject[] = [];
  private readonly attachment: RouteAttachment;
  private readonly sections: string[];

  constructor(
    private readonly scope: Construct,
    private readonly props: RouteRulesProps,
  ) {
    const { namespace, hostnames, gateway } = props;
    checkHostnames(hostnames);
    this.attachment = { route: scope.node.path, namespace, hostnames };
    this.sections = gateway.attachRoute(this.attachment);
    this.addObject();
    scope.node.addValidation({
      validate: () =>
        this.entries.length > 0 ? [] : ["'models' is empty: name one in 'models', or call addModel(pool) before synth"],
    });
  }

  /** The HTTPRoutes so far. */
  public get httpRoutes(): ApiObject[] {
    return [...this.objects];
  }

  public addModel(pool: IModelPool, trafficClass: TrafficClass): void {
    if (trafficClass.request.toSeconds() > pool.longestGeneration.toSeconds()) {
      throw new Error(
        `'trafficClass' (${trafficClass.name}, ${seconds(trafficClass.request)}) allows longer answers than pool '${pool.poolName}' finishes when a pod ends (${seconds(pool.longestGeneration)}): raise 'longestGeneration' of the pool to Duration.seconds(${trafficClass.request.toSeconds()}), or choose a shorter class`,
      );
    }
    this.checkPaths(pool);
    this.props.gateway.attachModel({ route: this.attachment, pool });
    pool.admitRoutes(this.props.namespace);
    if (trafficClass.name === TrafficClass.AGENT.name) this.warnOfTools(pool);
    this.entries.push({ pool, trafficClass });
    if (this.entries.length > MAX_RULES * this.objects.length) this.addObject();
  }

  public addPath(path: string): void {
    this.paths.add(extraPath(path));
    for (const { pool } of this.entries) this.checkPaths(pool);
  }

  private warnOfTools({ toolCalling, task, poolName, modelName }: IModelPool): void {
    if (toolCalling !== false || task !== ModelTask.GENERATE) return;
    warn(
      this.scope,
      `'trafficClass' (agent) of route '${this.props.name}' leads to pool '${poolName}', whose model '${modelName}' has no 'toolParser', so it never calls a tool by itself: name one in the model's facts, or choose another class`,
    );
  }

  private checkPaths(pool: IModelPool): void {
    const paths = this.pathsOf(pool);
    if (paths.length <= MAX_PATHS) return;
    throw new Error(
      `'path' (${paths.at(-1)}) is path ${paths.length} of model '${pool.modelName}', but ${MAX_PATHS} fit into one HTTPRoute of Gateway API: make a second route for it`,
    );
  }

  private addObject(): void {
    const index = this.objects.length;
    const name = index === 0 ? this.props.name : `${this.props.name}-${index + 1}`;
    this.objects.push(
      render(this.scope, index === 0 ? 'Resource' : `Resource-${index + 1}`, {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'HTTPRoute',
        name,
        spec: Lazy.any({ produce: () => toJson_HttpRouteSpec(this.spec(index)) }),
      }),
    );
  }

  private spec(index: number): HttpRouteSpec {
    const { gateway, hostnames } = this.props;
    return {
      parentRefs: this.sections.map((sectionName) => ({
        group: 'gateway.networking.k8s.io',
        kind: 'Gateway',
        name: gateway.gatewayName,
        namespace: gateway.namespace,
        sectionName,
      })),
      hostnames: optional(hostnames),
      rules: this.entries.slice(index * MAX_RULES, (index + 1) * MAX_RULES).map((entry) => this.rule(entry)),
    };
  }

  /** Without a name: Istio keys its pickers by rule names, and equal ones swap them. */
  private rule({ pool, trafficClass }: Entry): HttpRouteSpecRules {
    return {
      matches: this.pathsOf(pool).map((value) => ({
        method: HttpRouteSpecRulesMatchesMethod.POST,
        path: { type: HttpRouteSpecRulesMatchesPathType.EXACT, value },
        headers: [
          {
            type: HttpRouteSpecRulesMatchesHeadersType.EXACT,
            name: this.props.gateway.modelHeader,
            value: pool.modelName,
          },
        ],
      })),
      backendRefs: [
        {
          group: 'inference.networking.k8s.io',
          kind: 'InferencePool',
          name: pool.poolName,
          namespace: pool.namespace === this.props.namespace ? undefined : pool.namespace,
          weight: 1,
        },
      ],
      timeouts: { request: seconds(trafficClass.request), backendRequest: seconds(trafficClass.backendRequest) },
    };
  }

  private pathsOf(pool: IModelPool): string[] {
    return [...new Set([...defaultPaths(pool.task), ...this.paths])];
  }
}

function seconds(duration: Duration): string {
  return `${duration.toSeconds()}s`;
}

function checkHostnames(hostnames: string[]): void {
  const twice = hostnames.find((host, index) => hostnames.indexOf(host) !== index);
  if (twice !== undefined) throw new Error(`'hostnames' has '${twice}' twice: leave one out`);
  if (hostnames.length > MAX_HOSTNAMES) {
    throw new Error(
      `'hostnames' has ${hostnames.length} hostnames, but ${MAX_HOSTNAMES} fit into one HTTPRoute of Gateway API: make a second route for the others`,
    );
  }
}
