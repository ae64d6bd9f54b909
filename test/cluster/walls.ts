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
export function hasWalls(declare: Declare, key: () => string): void {
  describeUnless(obstacleTo('PROBE_PODS', 'WALLS'), 'walls', () => {
    // A namespace that nobody rendered anything for: no policy keeps its pods from trying.
    const intruders = freshNamespace('intruder');
    let tenant: ProbePod;
    let intruder: ProbePod;
    let neighbours: ProbePod[];

    beforeAll(async () => {
      await kubectl(['create', 'namespace', intruders]);
      const namespaces = ['tenant-b', intruders, 'tenant-a', 'ai-gateway', 'ai-models'];
      const started = namespaces.map((namespace) => ProbePod.start(namespace, 'intruder'));
      [tenant, intruder, ...neighbours] = (await Promise.all(started)) as [ProbePod, ProbePod, ...ProbePod[]];
    }, 120_000);

    afterAll(async () => {
      await kubectl(['delete', 'namespace', intruders, '--wait=false', '--ignore-not-found']);
    });

    declare('a pod of tenant B reaches the gateway by name and is answered', async () => {
      const { namespace, service, host } = GATEWAY;
      const as = ['--header', `Authorization: Bearer ${key()}`];
      const to = [...as, '--insecure', '--connect-to', `${host}:443:${service}.${namespace}.svc:443`];
      const { stdout, stderr } = await tenant.curl([...to, `https://${host}/v1/models`]);
      expect({ stdout, stderr }).toEqual({ stdout: expect.stringContaining('"id":"bge-small"'), stderr: '' });
    });

    declare('a pod of tenant B reaches no model server, picker or router', async () => {
      expect(await tenant.reachable(await shut())).toEqual([]);
    });

    declare('a pod of a foreign namespace reaches the gateway, but no model server, picker or router', async () => {
      const gateway = await addressOf(GATEWAY.service, GATEWAY.namespace, 443);
      expect(await intruder.reachable([gateway, ...(await shut())])).toEqual([gateway]);
    });

    declare('nor does a pod beside the gateway, the model servers or in another tenant', async () => {
      const addresses = await shut();
      for (const neighbour of neighbours) expect(await neighbour.reachable(addresses)).toEqual([]);
    });

    declare(
      'a model server reaches nothing: no API server, no control plane, no gateway, picker, router or other',
      async () => {
        // Both listen, and let in whom nothing keeps.
        const open = [await addressOf('kubernetes', 'default', 443), await addressOf('istiod', 'istio-system', 15012)];
        expect(await intruder.reachable(open)).toEqual([...open].sort());
        const servers = await list('pods', 'ai-models', 'app.kubernetes.io/name=model-server');
        const { name } = (servers[0] as KubeObject).metadata;
        const own = new RegExp(`^${podIp(servers[0] as KubeObject).replaceAll('.', '\\.')}:`);
        const others = (await shut()).filter((address) => !own.test(address));
        const gateway = await addressOf(GATEWAY.service, GATEWAY.namespace, 443);
        const inside = await ProbePod.inside('ai-models', name);
        expect(await inside.reachable([...open, gateway, ...others])).toEqual([]);
        expect((await inside.curl(['http://kubernetes.default.svc/'])).stderr).toMatch(/resolv|timed out/i);
      },
    );
  });
}

/** Addresses of all that must be shut to everybody else. */
async function shut(): Promise<string[]> {
  const found: string[] = [];
  for (const { namespace, program, ports, pods } of SHUT) {
    const targets = await list('pods', namespace, `app.kubernetes.io/name=${program}`);
    if (targets.length !== pods) throw new Error(`${targets.length} pods of ${program}, not ${pods}`);
    found.push(...targets.flatMap((target) => ports.map((port) => `${podIp(target)}:${port}`)));
  }
  return found;
}

async function addressOf(service: string, namespace: string, port: number): Promise<string> {
  const { clusterIP } = ((await read('service', service, namespace))?.spec ?? {}) as { clusterIP: string };
  return `${clusterIP}:${port}`;
}

function podIp({ metadata, status }: KubeObject): string {
  const { podIP } = (status ?? {}) as { podIP?: string };
  if (podIP === undefined) throw new Error(`pod ${metadata.name} has no address`);
  return podIP;
}
