import { type KubeObject, kubectl, list, read } from './kubectl';
import { freshNamespace } from './namespaces';
import { obstacleTo } from './obstacles';
import { ProbePod } from './probe-pod';
import { describeUnless } from './report/unless';
import type { Declare } from './story';

const GATEWAY = { namespace: 'ai-gateway', service: 'ai-shared-gateway-istio', host: 'tenant-b.ai.example.com' };

/** What only gateway, router and pickers may talk to. All of it listens: its pods are ready. */
const SHUT = [
  { namespace: 'ai-models', program: 'model-server', ports: [8000], pods: 4 },
  { namespace: 'ai-models', program: 'endpoint-picker', ports: [9002, 9003, 9090], pods: 4 },
  { namespace: 'ai-gateway', program: 'body-router', ports: [9004, 9005], pods: 2 },
];

/** What the network policies of the tenants' example keep out, and what they let in, seen from real pods. */
export function hasWalls(declare: Declare): void {
  describeUnless(obstacleTo('PROBE_PODS', 'WALLS'), 'walls', () => {
    // A namespace that nobody rendered anything for: no policy keeps its pods from trying.
    const intruders = freshNamespace('intruder');
    let tenant: ProbePod;
    let intruder: ProbePod;

    beforeAll(async () => {
      await kubectl(['create', 'namespace', intruders]);
      [tenant, intruder] = await Promise.all([ProbePod.start('tenant-b', 'probe'), ProbePod.start(intruders, 'probe')]);
    });

    afterAll(async () => {
      await kubectl(['delete', 'namespace', intruders, '--wait=false', '--ignore-not-found']);
    });

    declare('a pod of tenant B reaches the gateway by name and is answered', async () => {
      const { namespace, service, host } = GATEWAY;
      const to = ['--insecure', '--connect-to', `${host}:443:${service}.${namespace}.svc:443`];
      const { stdout, stderr } = await tenant.curl([...to, `https://${host}/v1/models`]);
      expect({ stdout, stderr }).toEqual({ stdout: expect.stringContaining('"id":"bge-small"'), stderr: '' });
    });

    declare('a pod of tenant B reaches no model server, picker or router', async () => {
      expect(await open(tenant)).toEqual([]);
    });

    declare('a pod of a foreign namespace reaches the gateway, but no model server, picker or router', async () => {
      const { clusterIP } = ((await read('service', GATEWAY.service, GATEWAY.namespace))?.spec ?? {}) as {
        clusterIP: string;
      };
      expect(await intruder.reaches(clusterIP, 443)).toBe(true);
      expect(await open(intruder)).toEqual([]);
    });
  });
}

/** What a pod reaches of all that must be shut to it. */
async function open(probe: ProbePod): Promise<string[]> {
  const reached: Promise<string[]>[] = [];
  for (const { namespace, program, ports, pods } of SHUT) {
    const found = await list('pods', namespace, `app.kubernetes.io/name=${program}`);
    if (found.length !== pods) throw new Error(`${found.length} pods of ${program}, not ${pods}`);
    reached.push(...found.flatMap((target) => ports.map((port) => attempt(probe, target, port))));
  }
  return (await Promise.all(reached)).flat();
}

async function attempt(probe: ProbePod, { metadata, status }: KubeObject, port: number): Promise<string[]> {
  const { podIP } = (status ?? {}) as { podIP?: string };
  if (podIP === undefined) throw new Error(`pod ${metadata.name} has no address`);
  return (await probe.reaches(podIP, port)) ? [`${metadata.name}:${port}`] : [];
}
