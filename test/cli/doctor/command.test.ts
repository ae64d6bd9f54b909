import { clientsOf } from '../../../cli/doctor/clients';
import { Cluster } from '../../../cli/doctor/cluster';
import { kubectlOn } from '../../../cli/doctor/kubectl';
import { curlOf, sdkOf } from '../../../cli/formats/snippet';

import { ended } from '../terminal';
import { examined, FORBIDDEN, kubectlOf, ok } from './kubectl';
import { Living, made } from './living';

test('a healthy cluster is 0, and each model is shown as it is asked', async () => {
  const { kubectl, asked } = kubectlOf(Living.of('quickstart'));
  const { code, stdout, stderr } = await examined(kubectl);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(
    /^nothing to change in \d+ objects of 1 namespace \(Kubernetes v1\.35\.4, Gateway API v1\.5\.1, /,
  );
  expect(stdout).toContain(`
Qwen/Qwen3-0.6B (HTTPRoute ai/everyone)
# inside the cluster; from elsewhere: kubectl port-forward -n ai service/gateway-istio 8080:80
curl http://gateway-istio.ai.svc.cluster.local/v1/chat/completions \\
  -H 'content-type: application/json' \\
  -d '{"model":"Qwen/Qwen3-0.6B","messages":[{"role":"user","content":"Hello"}]}'
`);
  expect(asked.filter((command) => !/^(get|logs|version) /.test(command))).toEqual([]);
  expect(asked.filter((command) => /secret/.test(command))).toEqual(['get secrets -n ai --no-headers']);
});

test('an error is 1, and shows no model', async () => {
  const broken = Living.of('quickstart')
    .stop('ai/qwen3-epp')
    .change('Deployment ai/qwen3-epp', { spec: { replicas: 0 } });
  const { code, stdout } = await examined(kubectlOf(broken).kubectl);
  expect(code).toBe(1);
  expect(stdout).toContain(
    'error endpoint-picker: Deployment ai/qwen3-epp (ai/qwen3/EndpointPicker/Resource/Resource/Resource) is the picker of a pool and has 0 replicas',
  );
  expect(stdout).toContain('    fix: run: kubectl scale deployment/qwen3-epp -n ai --replicas=2');
  expect(stdout).not.toContain('curl');
});

test('json is one object', async () => {
  const { stdout } = await examined(kubectlOf(Living.of('quickstart')).kubectl, { format: 'json' });
  expect(JSON.parse(stdout)).toMatchObject({
    healthy: true,
    namespaces: ['ai'],
    findings: [],
    models: [{ model: 'Qwen/Qwen3-0.6B', route: 'ai/everyone', curl: expect.stringContaining('curl ') }],
  });
});

test('the log of a container that ends is read', async () => {
  const broken = Living.of('quickstart').changePods('ai/qwen3', {
    status: {
      containerStatuses: [
        { name: 'vllm', image: 'x', ready: false, restartCount: 2, state: { waiting: { reason: 'CrashLoopBackOff' } } },
      ],
    },
  });
  const { kubectl, asked } = kubectlOf(broken);
  expect((await examined(kubectl)).stdout).toContain('2 restarts): unrecognized arguments: --bogus-flag 1');
  expect(asked).toContain('logs qwen3-0-0 -n ai -c vllm --tail=500 --previous');
});

test('a construct is named where its object carries the path', async () => {
  const broken = Living.of('quickstart')
    .remove('Pod ai/gateway-istio-0')
    .change('Gateway ai/gateway', {
      metadata: { annotations: { 'cdk8s-inference-gateway/construct-path': 'ai/gateway/Resource' } },
    });
  const { stdout } = await examined(kubectlOf(broken).kubectl);
  expect(stdout).toContain('error gateway-proxies: Gateway ai/gateway (ai/gateway/Resource) has no ready proxy');
});

test('what may not be read is told, and not called missing', async () => {
  const deny = (args: readonly string[]) => /secrets|nodes|,pods|^pods|customresource/.test(args[1] ?? '');
  const { code, stdout, stderr } = await examined(kubectlOf(Living.of('quickstart'), deny).kubectl);
  expect([code, stdout.startsWith('nothing to change')]).toEqual([0, true]);
  expect(stderr.split('\n')).toEqual(
    expect.arrayContaining([
      'not looked at: CustomResourceDefinition of the cluster: reading it is not allowed',
      'not looked at: Pod of namespace ai: reading it is not allowed',
      'not looked at: Secret of namespace ai: reading it is not allowed',
    ]),
  );
});

test('only one namespace is read where one is named', async () => {
  const { kubectl, asked } = kubectlOf(Living.of('tenants'));
  await examined(kubectl, { namespace: 'tenant-a' });
  expect(
    asked.filter((command) => /httproutes|configmaps|secrets/.test(command) && !command.includes('-n tenant-a')),
  ).toEqual([expect.stringContaining('customresourcedefinitions')]);
});

test.each([
  [
    'that does not answer',
    () => ({ code: 1, stdout: '', stderr: 'connection refused' }),
    'the cluster does not answer: connection refused',
  ],
  [
    'that shows nothing',
    (args: readonly string[]) => (args[0] === 'version' ? ok('{"serverVersion":{"gitVersion":"v1"}}') : FORBIDDEN),
    'the cluster shows nothing',
  ],
])('a cluster %s cannot be judged', async (_, answer, message) => {
  await expect(examined(async (args) => answer(args))).rejects.toThrow(message);
});

test('nothing but reading is ever run', async () => {
  await expect(kubectlOn({})(['delete', 'pod', 'x'])).rejects.toThrow("'kubectl delete' may change something");
});

test.each([
  ['an unknown format', ['doctor', '--format', 'xml'], "'--format' (xml) is no format"],
  ['two folders', ['doctor', 'a', 'b'], 'doctor takes one folder'],
  ['an option of check', ['doctor', '--exists', 'a/b'], "Unknown option '--exists'"],
])('refuses %s with the usage', async (_, argv, message) => {
  const { code, stdout, stderr } = await ended(argv);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
  expect(stderr).toContain('doctor [FOLDER]');
});

test('--help explains the command', async () => {
  expect(await ended(['doctor', '--help'])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('doctor [FOLDER]'),
  });
});

describe('how models are asked', () => {
  const tenants = () => clientsOf(new Cluster(Living.of('tenants').snapshot()));

  test('each tenant has its own host, with the address of the gateway', () => {
    expect(tenants().map(({ route, host, model, path }) => [route.metadata.namespace, host, model, path])).toEqual([
      ['tenant-a', 'tenant-a.ai.example.com', 'chat', '/v1/chat/completions'],
      ['tenant-a', 'tenant-a.ai.example.com', 'bge-small', '/v1/embeddings'],
      ['tenant-b', 'tenant-b.ai.example.com', 'bge-small', '/v1/embeddings'],
    ]);
    const [chat, embeddings] = tenants().map(curlOf);
    expect(
      chat,
    ).toBe(`curl --connect-to tenant-a.ai.example.com:443:ai-shared-gateway-istio.ai-gateway.svc.cluster.local:443 https://tenant-a.ai.example.com/v1/chat/completions \\
  -H 'content-type: application/json' \\
  -d '{"model":"chat","messages":[{"role":"user","content":"Hello"}]}'`);
    expect(embeddings).toContain(`-d '{"model":"bge-small","input":"Hello"}'`);
  });

  test('with a token where the gateway asks for one', () => {
    const target = { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'ai-shared-gateway' };
    const jwt = made('security.istio.io/v1', 'RequestAuthentication', 'ai-gateway', 'jwt', {
      spec: { targetRefs: [target] },
    });
    const [client] = clientsOf(new Cluster(Living.of('tenants').add(jwt).snapshot()));
    expect(client && curlOf(client)).toContain('-H "authorization: Bearer $TOKEN"');
    expect(client && sdkOf(client)).toContain('api_key=os.environ["TOKEN"]');
  });

  test('with the header that a route asks for beside the model', () => {
    const clients = clientsOf(new Cluster(Living.of('model-classes').snapshot())).filter(
      ({ headers }) => headers.length > 0,
    );
    expect(clients.map(curlOf).join('\n')).toMatch(/-H 'x-[a-z-]+: \w+'/);
  });
});
