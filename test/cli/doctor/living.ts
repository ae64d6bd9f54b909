import { Cluster, type Snapshot } from '../../../cli/doctor/cluster';
import { diagnose } from '../../../cli/doctor/diagnose';
import type { Deployment, Gateway, HttpRoute, InferencePool, KubeObject, Labels } from '../../../cli/doctor/kinds';
import { exampleObjects } from '../../example';

type Json = { [field: string]: unknown };

/** An object as `kind namespace/name`, or `kind name` where it has no namespace. */
type ObjectName = string;

const rendered = new Map<string, KubeObject[]>();

function manifestsOf(example: string): KubeObject[] {
  const known = rendered.get(example) ?? (exampleObjects(example, true) as unknown as KubeObject[]);
  rendered.set(example, known);
  return known;
}

/** A cluster on which an example lives: everything is ready, and every condition is True. */
export class Living {
  public static of(example: string): Living {
    const manifests = manifestsOf(example);
    return new Living(manifests, [...manifests.flatMap(alive), ...SURROUNDINGS, ...endpointsOf(manifests)]);
  }

  public readonly secrets: Record<string, string[]> = {};
  public version = 'v1.35.4';
  public withManifests = false;
  public only?: string;
  public logs: Record<string, string> = {};

  private constructor(
    private readonly manifests: KubeObject[],
    private objects: KubeObject[],
  ) {
    for (const namespace of this.namespaces) this.secrets[namespace] = ['ai-example-com-tls'];
  }

  /** Merges fields into an object; null removes one. */
  public change(name: ObjectName, patch: Json): this {
    this.must(name);
    this.objects = this.objects.map((object) =>
      called(object) === name ? (merged(object, patch) as KubeObject) : object,
    );
    return this;
  }

  /** Merges fields into all pods of a Deployment. */
  public changePods(deployment: string, patch: Json): this {
    this.objects = this.objects.map((object) =>
      object.kind === 'Pod' && called(object).startsWith(`Pod ${deployment}-0`)
        ? (merged(object, patch) as KubeObject)
        : object,
    );
    return this;
  }

  public remove(name: ObjectName): this {
    this.must(name);
    this.objects = this.objects.filter((object) => called(object) !== name);
    return this;
  }

  public add(object: KubeObject): this {
    this.objects.push(object);
    return this;
  }

  /** Ends all pods of a Deployment: no endpoint is left. */
  public stop(deployment: string): this {
    this.objects = this.objects.filter(
      (object) => !(object.kind === 'Pod' && called(object).startsWith(`Pod ${deployment}-0`)),
    );
    return this.change(`EndpointSlice ${deployment}`, { endpoints: null });
  }

  public snapshot(more: Partial<Snapshot> = {}): Snapshot {
    const { version, secrets, logs } = this;
    const manifests = this.withManifests ? this.manifests : [];
    return { version, namespaces: this.namespaces, objects: this.objects, secrets, logs, manifests, ...more };
  }

  /** What is found, a line each: `error rule Kind namespace/name message`. */
  public diagnosed(more?: Partial<Snapshot>): string[] {
    return diagnose(new Cluster(this.snapshot(more))).map(({ severity, rule, object, message }) => {
      const { kind, namespace, name } = object;
      return `${severity} ${rule} ${kind} ${namespace === undefined ? name : `${namespace}/${name}`} ${message}`;
    });
  }

  private get namespaces(): string[] {
    return this.manifests.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name);
  }

  private must(name: ObjectName): void {
    if (!this.objects.some((object) => called(object) === name)) throw new Error(`there is no ${name}`);
  }
}

const SURROUNDINGS: KubeObject[] = [
  ...['gateways', 'gatewayclasses', 'httproutes', 'referencegrants'].map((plural) =>
    crd(`${plural}.gateway.networking.k8s.io`, 'gateway.networking.k8s.io/bundle-version', 'v1.5.1', 'v1'),
  ),
  crd('inferencepools.inference.networking.k8s.io', 'inference.networking.k8s.io/bundle-version', 'v1.5.0', 'v1'),
  ...['inferenceobjectives', 'inferencemodelrewrites'].map((plural) =>
    crd(`${plural}.inference.networking.x-k8s.io`, 'inference.networking.k8s.io/bundle-version', 'v1.5.0', 'v1alpha2'),
  ),
  crd('destinationrules.networking.istio.io', '', '', 'v1'),
  crd('envoyfilters.networking.istio.io', '', '', 'v1alpha3'),
  made('gateway.networking.k8s.io/v1', 'GatewayClass', undefined, 'istio', {
    spec: { controllerName: 'istio.io/gateway-controller' },
    status: { conditions: [condition('Accepted')] },
  }),
  made('apps/v1', 'Deployment', 'istio-system', 'istiod', {
    metadata: { labels: { app: 'istiod' } },
    spec: {
      replicas: 1,
      template: {
        spec: {
          containers: [
            {
              name: 'discovery',
              image: 'docker.io/istio/pilot:1.31.1',
              env: [{ name: 'ENABLE_GATEWAY_API_INFERENCE_EXTENSION', value: 'true' }],
            },
          ],
        },
      },
    },
    status: { readyReplicas: 1 },
  }),
  made('v1', 'Node', undefined, 'gpu-0', {
    metadata: { labels: { pool: 'gpus' } },
    status: { allocatable: { 'nvidia.com/gpu': '8' } },
  }),
];

export function condition(type: string, status = 'True', reason: string = type, message = '') {
  return { type, status, reason, message, observedGeneration: 1 };
}

/** An object with some more fields. */
export function made(
  apiVersion: string,
  kind: string,
  namespace: string | undefined,
  name: string,
  fields: Json,
): KubeObject {
  return merged({ apiVersion, kind, metadata: { name, namespace, generation: 1 } }, fields) as unknown as KubeObject;
}

function crd(name: string, annotation: string, version: string, served: string): KubeObject {
  return made('apiextensions.k8s.io/v1', 'CustomResourceDefinition', undefined, name, {
    metadata: { annotations: { [annotation]: version } },
    spec: { versions: [{ name: served, served: true }] },
  });
}

/** An object with its status, and the pods that it would have. */
function alive(object: KubeObject): KubeObject[] {
  switch (object.kind) {
    case 'Deployment':
      return [object, ...podsOf(object as Deployment)];
    case 'Gateway':
      return [withStatus(object, gatewayStatus(object as Gateway)), ...proxiesOf(object)];
    case 'HTTPRoute':
      return [
        withStatus(object, {
          parents: (object as HttpRoute).spec.parentRefs?.map((parentRef) => ({
            parentRef,
            conditions: [condition('Accepted'), condition('ResolvedRefs')],
          })),
        }),
      ];
    case 'InferencePool':
      return [withStatus(object, poolStatus(object as InferencePool))];
    default:
      return [object];
  }
}

function withStatus(object: KubeObject, status: Json): KubeObject {
  return merged(object, { metadata: { generation: 1 }, status }) as KubeObject;
}

function gatewayStatus({ metadata, spec }: Gateway): Json {
  const conditions = ['Accepted', 'Programmed', 'ResolvedRefs'].map((type) => condition(type));
  const listeners = spec.listeners?.map(({ name }) => ({
    name,
    conditions: [...conditions, condition('Conflicted', 'False', 'NoConflicts')],
  }));
  const value = `${metadata.name}-istio.${metadata.namespace}.svc.cluster.local`;
  return { addresses: [{ type: 'Hostname', value }], conditions, listeners };
}

/** As Istio writes it: the parent's group is not that of Gateway API. */
function poolStatus({ metadata }: InferencePool): Json {
  const name = metadata.namespace === 'ai' ? 'gateway' : 'ai-shared-gateway';
  const namespace = metadata.namespace === 'ai' ? 'ai' : 'ai-gateway';
  const parentRef = { group: 'networking.istio.io', kind: 'Gateway', name, namespace };
  return { parents: [{ parentRef, conditions: [condition('Accepted'), condition('ResolvedRefs')] }] };
}

function podsOf({ metadata, spec }: Deployment): KubeObject[] {
  const template = spec.template as unknown as { metadata: { labels: Labels }; spec: Json };
  return Array.from({ length: spec.replicas ?? 1 }, (_, index) =>
    made('v1', 'Pod', metadata.namespace, `${metadata.name}-0-${index}`, {
      metadata: {
        labels: { ...template.metadata.labels, 'pod-template-hash': '0' },
        ownerReferences: [{ kind: 'ReplicaSet', name: `${metadata.name}-0` }],
      },
      spec: { ...template.spec, nodeName: 'gpu-0' },
      status: { phase: 'Running', conditions: [condition('Ready')] },
    }),
  );
}

function proxiesOf({ metadata }: KubeObject): KubeObject[] {
  return [
    made('v1', 'Pod', metadata.namespace, `${metadata.name}-istio-0`, {
      metadata: { labels: { 'gateway.networking.k8s.io/gateway-name': metadata.name } },
      spec: { containers: [] },
      status: { phase: 'Running', conditions: [condition('Ready')] },
    }),
  ];
}

function endpointsOf(manifests: readonly KubeObject[]): KubeObject[] {
  return manifests
    .filter(({ kind }) => kind === 'Service')
    .map(({ metadata: { namespace, name } }) =>
      made('discovery.k8s.io/v1', 'EndpointSlice', namespace, name, {
        metadata: { labels: { 'kubernetes.io/service-name': name }, ownerReferences: [{ kind: 'Service', name }] },
        endpoints: [{ conditions: { ready: true } }],
      }),
    );
}

function called({ kind, metadata: { namespace, name } }: KubeObject): ObjectName {
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}

function merged(value: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const result: Json = typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
  for (const [field, inner] of Object.entries(patch)) {
    if (inner === null) delete result[field];
    else result[field] = merged(result[field], inner);
  }
  return result;
}
