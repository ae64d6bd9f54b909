import { Versions } from '../../lib/versions';
import { eventually } from './eventually';
import { pod } from './hand-written';
import { apply, kubectl, read } from './kubectl';
import { freshNamespace } from './namespaces';
import { ProbePod } from './probe-pod';

/** What some cases need and not every cluster has. */
const NEEDS = {
  /** Pods of an image with curl and a shell. */
  PROBE_PODS: 'CLUSTER_TEST_NO_PROBE_PODS',
  /** Network policies that something enforces. */
  WALLS: 'CLUSTER_TEST_NO_WALLS',
  /** Addresses for Services of type LoadBalancer. */
  LOAD_BALANCERS: 'CLUSTER_TEST_NO_LOAD_BALANCERS',
  /** Images of the rate limiter and its store. */
  RATE_LIMITERS: 'CLUSTER_TEST_NO_RATE_LIMITERS',
} as const;

type Need = keyof typeof NEEDS;

/** What stands in the way of cases on this cluster, as the preflight found; undefined if nothing does. */
export function obstacleTo(...needs: Need[]): string | undefined {
  return needs.map((need) => process.env[NEEDS[need]]).find((reason) => reason !== undefined);
}

/** Finds out what this cluster lacks, in a namespace of its own, says it, and leaves it to the cases. */
export async function findObstacles(say: (sentence: string) => void): Promise<void> {
  const namespace = freshNamespace('preflight');
  await kubectl(['create', 'namespace', namespace]);
  try {
    const tried: Record<Need, Promise<void>> = {
      PROBE_PODS: ProbePod.start(namespace, 'probe').then(() => {}),
      WALLS: enforcesPolicies(namespace),
      LOAD_BALANCERS: balancesLoad(namespace),
      RATE_LIMITERS: limitsRates(namespace),
    };
    for (const [need, attempt] of Object.entries(tried)) {
      await attempt.catch((error: Error) => {
        process.env[NEEDS[need as Need]] = error.message;
        say(`Cases that need ${need.toLowerCase().replace('_', ' ')} are skipped: ${error.message}`);
      });
    }
  } finally {
    await kubectl(['delete', 'namespace', namespace, '--wait=false']);
  }
}

/** A pod that may reach nothing must not reach the API server, which every pod may otherwise. */
async function enforcesPolicies(namespace: string): Promise<void> {
  const walled = { 'networking.k8s.io/try': 'walled' };
  const pod = await ProbePod.start(namespace, 'walled', walled);
  await apply({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'nothing', namespace },
    spec: { podSelector: { matchLabels: walled }, policyTypes: ['Egress'] },
  });
  const { clusterIP } = ((await read('service', 'kubernetes', 'default'))?.spec ?? {}) as { clusterIP: string };
  await eventually(10, async () => {
    if (await pod.reaches(clusterIP, 443)) throw new Error('network policies are not enforced here');
  });
}

/** A Service of this type must be given an address. */
async function balancesLoad(namespace: string): Promise<void> {
  const ports = [{ port: 80 }];
  await apply({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'balanced', namespace },
    spec: { type: 'LoadBalancer', selector: { app: 'none' }, ports },
  });
  await eventually(20, async () => {
    const { loadBalancer } = ((await read('service', 'balanced', namespace))?.status ?? {}) as {
      loadBalancer?: { ingress?: readonly object[] };
    };
    if ((loadBalancer?.ingress ?? []).length === 0) {
      throw new Error('a Service of type LoadBalancer has no address after 20 s');
    }
  });
}

/** Both images must be there, or a registry that has them: what their programs do without settings does not matter. */
async function limitsRates(namespace: string): Promise<void> {
  const { RATE_LIMITER, COUNTER_STORE } = Versions;
  const programs = [
    { name: 'limiter', component: RATE_LIMITER, command: ['/bin/ratelimit'] },
    { name: 'store', component: COUNTER_STORE, command: ['valkey-server'] },
  ];
  for (const { name, component, command } of programs) {
    const image = `${component.image}:${component.lock}`;
    await apply(pod(namespace, name, { image, command }));
    await eventually(30, async () => {
      const { containerStatuses = [] } = ((await read('pod', name, namespace))?.status ?? {}) as {
        containerStatuses?: readonly { readonly imageID?: string }[];
      };
      if (!containerStatuses.some(({ imageID = '' }) => imageID !== '')) {
        throw new Error(
          `the image ${image} is not there after 30 s: give it to the nodes with test/cluster/images/rate-limiter.sh`,
        );
      }
    });
  }
}
