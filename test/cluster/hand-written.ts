import type { KubeObject } from './kubectl';

/** Where a route of tenant B tries to get. */
export interface ForeignRoute {
  /** Without one, it has those of its listener. */
  readonly hostname?: string;
  readonly section: string;
  /** Pool in the namespace of the models; without one it redirects to another host. */
  readonly pool?: string;
}

/** A route that tenant B writes by hand, with a match as specific as any. */
export function foreignRoute(name: string, { hostname, section, pool }: ForeignRoute): KubeObject {
  const headers = [{ type: 'Exact', name: 'X-Gateway-Base-Model-Name', value: 'chat' }];
  const path = { type: 'Exact', value: '/v1/chat/completions' };
  const matches = [{ method: 'POST', path, headers }];
  const group = 'inference.networking.k8s.io';
  const redirect = { type: 'RequestRedirect', requestRedirect: { hostname: 'elsewhere.example.com', statusCode: 302 } };
  const rule =
    pool === undefined
      ? { matches, filters: [redirect] }
      : { matches, backendRefs: [{ group, kind: 'InferencePool', name: pool, namespace: 'ai-models' }] };
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name, namespace: 'tenant-b' },
    spec: {
      parentRefs: [{ name: 'ai-shared-gateway', namespace: 'ai-gateway', sectionName: section }],
      hostnames: hostname === undefined ? undefined : [hostname],
      rules: [rule],
    },
  };
}

/** What a pod by hand runs, and what it asks for. */
export interface HandWrittenPod {
  readonly cpu?: string;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
}

/** A pod that Pod Security allows. */
export function pod(
  namespace: string,
  name: string,
  { cpu = '10m', image = 'none', command, labels }: HandWrittenPod,
): KubeObject {
  const securityContext = {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  };
  const resources = { requests: { cpu, memory: '16Mi' }, limits: { cpu, memory: '64Mi' } };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels },
    spec: {
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 0,
      securityContext: { runAsNonRoot: true, runAsUser: 65_532, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [{ name, image, command, resources, securityContext }],
    },
  };
}
