import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { eventually } from './eventually';
import { Example } from './example';
import { Installation } from './installation';
import { apply, type KubeObject, kubectl, run } from './kubectl';

const HOST_A = 'tenant-a.ai.example.com';
const HOST_B = 'tenant-b.ai.example.com';
const GATEWAY = 'Gateway ai-gateway/ai-shared-gateway';
/** Somebody of tenant B, with the Role that docs/tenant-role.yaml gives. */
const SOMEBODY = 'somebody-of-tenant-b';

interface Attempt {
  readonly kind?: string;
  readonly namespace?: string;
  readonly hostnames?: string[];
  readonly parent?: object;
}

/** A route, by default one of tenant B on its own hostname. */
function route({ kind = 'HTTPRoute', namespace = 'tenant-b', hostnames = [HOST_B], parent }: Attempt) {
  const backend = { backendRefs: [{ name: 'thief', port: 80 }] };
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind,
    metadata: { name: 'by-hand', namespace },
    spec: {
      parentRefs: [{ name: 'ai-shared-gateway', namespace: 'ai-gateway', ...(parent ?? { sectionName: HOST_B }) }],
      hostnames: hostnames.length > 0 ? hostnames : undefined,
      rules: [backend],
    },
  };
}

/** What the API server says of an object that is not kept; nothing is good. */
async function refusalOf(object: object, user?: string): Promise<string> {
  const as = user === undefined ? [] : [`--as=${user}`];
  const input = JSON.stringify(object);
  return (await run('kubectl', ['create', '--dry-run=server', ...as, '-f', '-'], { input })).stderr;
}

describe('reserved hostnames', () => {
  const example = Example.synthesize('tenants', { simulated: true });
  const installation = new Installation(example);

  beforeAll(async () => {
    await installation.judge();
    await apply(example.only('Gateway'));
    await apply(example.only('ValidatingAdmissionPolicy'));
    await apply(example.only('ValidatingAdmissionPolicyBinding'));
    const role = parse(readFileSync(join(__dirname, '..', '..', 'docs', 'tenant-role.yaml'), 'utf8')) as KubeObject;
    await apply({ ...role, metadata: { ...role.metadata, namespace: 'tenant-b' } });
    await apply({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'tenant', namespace: 'tenant-b' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: role.metadata.name },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: SOMEBODY }],
    } as KubeObject);
    await eventually(10, async () => expect(await refusalOf(route({ hostnames: [HOST_A] }))).toContain('is forbidden'));
  }, 120_000);

  afterAll(() => installation.remove());

  test('the API server finds no mistake in the expressions', async () => {
    const [policy] = example.ofKind('ValidatingAdmissionPolicy');
    await eventually(30, async () => {
      const { stdout } = await run('kubectl', ['get', 'validatingadmissionpolicy', policy.metadata.name, '-o', 'json']);
      expect((JSON.parse(stdout) as KubeObject).status).toEqual({ observedGeneration: 1, typeChecking: {} });
    });
  });

  test.each<[string, Attempt, string]>([
    [
      'for the hostname of another tenant',
      { hostnames: [HOST_A] },
      `hostname ${HOST_A} is not reserved to namespace tenant-b on ${GATEWAY} (it owns: ${HOST_B})`,
    ],
    ['for a second hostname of another tenant', { hostnames: [HOST_B, HOST_A] }, `hostname ${HOST_A} is not reserved`],
    ['for a wildcard', { hostnames: ['*.ai.example.com'] }, 'hostname *.ai.example.com is not reserved'],
    [
      'on the listener of another tenant',
      { parent: { sectionName: HOST_A } },
      `sectionName ${HOST_A} of a parentRef is no listener of namespace tenant-b on ${GATEWAY} (it has: ${HOST_B})`,
    ],
    ['on no listener', { parent: {} }, 'sectionName (none) of a parentRef is no listener of namespace tenant-b'],
    ['on a port', { parent: { port: 443 } }, 'sectionName (none) of a parentRef is no listener of namespace tenant-b'],
    [
      'on the listener that redirects',
      { hostnames: [], parent: { sectionName: 'http' } },
      'sectionName http of a parentRef is no listener of namespace tenant-b',
    ],
    [
      'of a namespace that is no tenant',
      { namespace: 'ai-models' },
      `sectionName ${HOST_B} of a parentRef is no listener of namespace ai-models on ${GATEWAY} (it has: none)`,
    ],
    ['of kind GRPCRoute', { kind: 'GRPCRoute' }, `${GATEWAY} takes HTTPRoutes only, not a GRPCRoute`],
    ['of kind TLSRoute', { kind: 'TLSRoute' }, `${GATEWAY} takes HTTPRoutes only, not a TLSRoute`],
  ])('a route %s is refused with a reason', async (_, attempt, why) => {
    expect(await refusalOf(route(attempt))).toContain(why);
  });

  test('a tenant writes routes for its own hostname, and for other gateways', async () => {
    expect(await refusalOf(route({}), SOMEBODY)).toBe('');
    expect(await refusalOf(route({ hostnames: [HOST_A], parent: { name: 'other' } }), SOMEBODY)).toBe('');
    expect(await refusalOf(route({ hostnames: [HOST_A] }), SOMEBODY)).toContain(
      'is not reserved to namespace tenant-b',
    );
  });

  test('a route that a tenant has may not become one for the hostname of another', async () => {
    const name = 'by-hand';
    await apply(route({}) as KubeObject);
    const patch = JSON.stringify({ spec: { hostnames: [HOST_A] } });
    const patched = ['patch', 'httproute', name, '-n', 'tenant-b', '--type=merge', '-p', patch, '--dry-run=server'];
    expect((await run('kubectl', patched)).stderr).toContain(`hostname ${HOST_A} is not reserved`);
    await kubectl(['delete', 'httproute', name, '-n', 'tenant-b']);
  });

  test('all routes of the program are taken', async () => {
    for (const one of example.ofKind('HTTPRoute')) expect(await refusalOf(one)).toBe('');
  });

  test('the route of a new tenant may come before its listener, which then admits it and nobody else', async () => {
    const gateway = example.only('Gateway');
    const { listeners } = gateway.spec as { listeners: { name: string }[] };
    const host = 'new.ai.example.com';
    const own = route({ namespace: 'ai-models', hostnames: [host], parent: { sectionName: host } });
    const others = route({ hostnames: [host], parent: { sectionName: host } });
    expect([await refusalOf(own), await refusalOf(others)]).toEqual(['', '']);
    const listener = JSON.parse(
      JSON.stringify(listeners[1]).replaceAll(HOST_A, host).replaceAll('tenant-a', 'ai-models'),
    );
    const changed = { ...gateway, spec: { ...gateway.spec, listeners: [...listeners, listener] } };
    const input = [changed, own].map((object) => JSON.stringify(object)).join('\n---\n');
    expect(await run('kubectl', ['apply', '--server-side', '-f', '-'], { input })).toMatchObject({ code: 0 });
    await eventually(10, async () => {
      expect(await refusalOf(others)).toContain(
        `sectionName ${host} of a parentRef is no listener of namespace tenant-b`,
      );
    });
    await apply(gateway);
  });

  test.each<[string, string, string, boolean]>([
    ['create', 'httproutes.gateway.networking.k8s.io', 'tenant-b', true],
    ['create', 'deployments.apps', 'tenant-b', true],
    ['create', 'httproutes.gateway.networking.k8s.io', 'tenant-a', false],
    ['create', 'grpcroutes.gateway.networking.k8s.io', 'tenant-b', false],
    ['create', 'gateways.gateway.networking.k8s.io', 'tenant-b', false],
    ['create', 'listenersets.gateway.networking.k8s.io', 'tenant-b', false],
    ['create', 'envoyfilters.networking.istio.io', 'tenant-b', false],
    ['create', 'destinationrules.networking.istio.io', 'tenant-b', false],
    ['create', 'virtualservices.networking.istio.io', 'tenant-b', false],
    ['create', 'authorizationpolicies.security.istio.io', 'tenant-b', false],
    ['create', 'networkpolicies.networking.k8s.io', 'tenant-b', false],
    ['create', 'rolebindings.rbac.authorization.k8s.io', 'tenant-b', false],
    ['create', 'referencegrants.gateway.networking.k8s.io', 'ai-models', false],
    ['patch', 'gateways.gateway.networking.k8s.io', 'ai-gateway', false],
    ['patch', 'configmaps', 'ai-gateway', false],
    ['get', 'secrets', 'ai-gateway', false],
    ['patch', 'namespaces', 'tenant-b', false],
    ['delete', 'validatingadmissionpolicybindings.admissionregistration.k8s.io', 'tenant-b', false],
  ])('the Role of a tenant: %s %s in %s: %s', async (verb, resource, namespace, may) => {
    const { stdout } = await run('kubectl', ['auth', 'can-i', verb, resource, '-n', namespace, `--as=${SOMEBODY}`]);
    expect(stdout.trim()).toBe(may ? 'yes' : 'no');
  });
});
