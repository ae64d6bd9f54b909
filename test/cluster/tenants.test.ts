import { isAccepted } from './acceptance';
import { makeCertificate } from './certificate';
import { verdict } from './conditions';
import { Door } from './door';
import { eventually } from './eventually';
import { Example } from './example';
import { foreignRoute, pod } from './hand-written';
import type { HttpClient } from './http-client';
import { Installation } from './installation';
import { KeyRing } from './key-ring';
import { apply, type KubeObject, kubectl, run } from './kubectl';
import { chat, openAi, streamed } from './openai';
import { picks } from './picker';
import { appliesCleanly, diagnosed } from './story';
import { hasWalls } from './walls';

const CHAT = '/v1/chat/completions';
const HOST_A = 'tenant-a.ai.example.com';
const HOST_B = 'tenant-b.ai.example.com';

describe('tenants, on the simulator', () => {
  const example = Example.synthesize('tenants', { simulated: true });
  const installation = new Installation(example);
  const that = diagnosed(installation);
  const gateway = example.only('Gateway');
  const doors: Door[] = [];
  let ca: string;
  let keyA: string;
  let keyB: string;
  let https: Door;
  let tenantA: HttpClient;
  let tenantB: HttpClient;
  let stranger: HttpClient;
  let plain: HttpClient;

  beforeAll(async () => {
    https = Door.toGateway(gateway, 443);
    const http = Door.toGateway(gateway, 80);
    const strangersOwn = Door.toGateway(gateway, 443);
    doors.push(https, http, strangersOwn);
    stranger = strangersOwn.client(`https://${HOST_A}`);
    plain = http.client(`http://${HOST_A}`);
    await installation.install({
      prepare: async () => {
        ca = await makeCertificate('*.ai.example.com', 'ai-gateway', 'ai-example-com-tls');
        const keys = new KeyRing('ai-gateway/ai-shared-gateway');
        keyA = await keys.create('tenant-a');
        keyB = await keys.create('tenant-b');
        tenantA = https.client(`https://${HOST_A}`, ca, keyA);
        tenantB = https.client(`https://${HOST_B}`, ca, keyB);
        await keys.apply();
      },
      firstRequests: async () => {
        await eventually(30, () => openAi(tenantA).chat.completions.create(chat('chat')));
        await eventually(30, () => openAi(tenantB).embeddings.create({ model: 'bge-small', input: 'hello' }));
      },
    });
  }, 400_000);

  afterAll(async () => {
    for (const door of doors) await door.close();
    await installation.remove();
  });

  appliesCleanly(installation, that);

  that('serves tenant A chat, streams and embeddings over HTTPS', async () => {
    const answer = await openAi(tenantA).chat.completions.create(chat('chat'));
    expect(answer.model).toBe('chat');
    const stream = await streamed(tenantA, 'chat');
    expect(stream.pieces).toBeGreaterThan(10);
    expect(stream.firstAt).toBeLessThan(1 / 3);
    const { data } = await openAi(tenantA).embeddings.create({ model: 'bge-small', input: ['one', 'two'] });
    expect(data.map(({ embedding }) => embedding.length > 0)).toEqual([true, true]);
  });

  that('serves tenant B embeddings and nothing else', async () => {
    const { data } = await openAi(tenantB).embeddings.create({ model: 'bge-small', input: 'hello' });
    expect(data).toHaveLength(1);
    expect((await tenantB.post(CHAT, chat('chat'))).status).toBe(404);
    expect((await tenantB.post(CHAT, chat('bge-small'))).status).toBe(404);
  });

  that('asks the picker of a pool that another namespace owns', async () => {
    const chatPool = example.named('InferencePool', 'chat');
    const before = await picks(gateway, chatPool);
    expect((await tenantA.post(CHAT, chat('chat'))).status).toBe(200);
    expect(await picks(gateway, chatPool)).toBe(before + 1);
  });

  that('lists to each tenant its own models', async () => {
    const list = async (client: HttpClient) => (await openAi(client).models.list()).data.map(({ id }) => id).sort();
    expect(await list(tenantA)).toEqual(['bge-small', 'chat']);
    expect(await list(tenantB)).toEqual(['bge-small']);
  });

  that('shows a certificate that only its own authority vouches for', async () => {
    await expect(stranger.get('/v1/models')).rejects.toThrow(/unable to (verify|get local issuer)/);
  });

  that('redirects plain HTTP to HTTPS and serves nothing over it', async () => {
    const redirect = { status: 308, location: `https://${HOST_A}/v1/models` };
    const { status, headers } = await plain.get('/v1/models');
    expect({ status, location: headers.location }).toEqual(redirect);
    expect((await plain.post(CHAT, chat('chat'))).status).toBe(308);
  });

  that('keeps tenant B from taking over the hostname of tenant A', async () => {
    const taken = (section: string) => apply(foreignRoute('takeover', { hostname: HOST_A, section }));
    await expect(taken(HOST_A)).rejects.toThrow(`sectionName ${HOST_A} of a parentRef is no listener of namespace`);
    await expect(taken(HOST_B)).rejects.toThrow(`hostname ${HOST_A} is not reserved to namespace tenant-b`);
  });

  that('leads a route of tenant B that says no hostname to its own only', async () => {
    const route = foreignRoute('unsaid', { section: HOST_B });
    await apply(route);
    await eventually(30, async () => expect((await tenantB.post(CHAT, chat('chat'))).status).toBe(302));
    for (let request = 0; request < 20; request++) expect((await tenantA.post(CHAT, chat('chat'))).status).toBe(200);
    await kubectl(['delete', 'httproute', 'unsaid', '-n', 'tenant-b']);
    await eventually(30, async () => expect((await tenantB.post(CHAT, chat('chat'))).status).toBe(404));
  });

  that('keeps it from that by its listeners alone, where no policy does', async () => {
    const binding = example.only('ValidatingAdmissionPolicyBinding');
    const route = foreignRoute('takeover', { hostname: HOST_A, section: HOST_A });
    await kubectl(['delete', binding.kind, binding.metadata.name]);
    try {
      await eventually(10, () => apply(route));
      expect(await verdict(route, 'Accepted')).toMatch(/^Accepted=False \(NotAllowedByListeners\)/);
      expect((await tenantA.post(CHAT, chat('chat'))).status).toBe(200);
      await kubectl(['delete', 'httproute', 'takeover', '-n', 'tenant-b']);
    } finally {
      await apply(binding);
    }
  });

  that('keeps tenant B from a pool that was not granted', async () => {
    const route = foreignRoute('reach', { hostname: HOST_B, section: HOST_B, pool: 'chat' });
    await apply(route);
    expect(await verdict(route, 'ResolvedRefs')).toMatch(/^ResolvedRefs=False \(RefNotPermitted\)/);
    // Its rule matches, so that the gateway has to answer for it.
    await eventually(10, async () => expect((await tenantB.post(CHAT, chat('chat'))).status).toBe(500));
    await kubectl(['delete', 'httproute', 'reach', '-n', 'tenant-b']);
  });

  that('answers a tenant only while the owner of a pool grants it, and again', async () => {
    const grant = example.ofKind('ReferenceGrant').find(({ spec }) => {
      const { from, to } = spec as { from: { namespace: string }[]; to: { name: string }[] };
      return from.some(({ namespace }) => namespace === 'tenant-a') && to.some(({ name }) => name === 'chat');
    }) as KubeObject;
    const route = example.ofKind('HTTPRoute').find(({ metadata }) => metadata.namespace === 'tenant-a') as KubeObject;
    await kubectl(['delete', 'referencegrant', grant.metadata.name, '-n', 'ai-models']);
    await eventually(30, async () => {
      expect(await verdict(route, 'ResolvedRefs')).toMatch(/^ResolvedRefs=False \(RefNotPermitted\)/);
      expect((await tenantA.post(CHAT, chat('chat'))).status).toBe(500);
    });
    await openAi(tenantB).embeddings.create({ model: 'bge-small', input: 'hello' });
    await apply(grant);
    await eventually(30, async () => {
      expect(await verdict(route, 'ResolvedRefs')).toMatch(/^ResolvedRefs=True/);
      expect((await tenantA.post(CHAT, chat('chat'))).status).toBe(200);
    });
  });

  that('bounds the pods of a tenant', async () => {
    const dryRun = (cpu: string) =>
      run('kubectl', ['create', '--dry-run=server', '-f', '-'], {
        input: JSON.stringify(pod('tenant-b', 'probe', { cpu })),
      });
    expect(await dryRun('10')).toMatchObject({ code: 0 });
    const refused = await dryRun('21');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('exceeded quota: inference');
  });

  isAccepted(that, {
    door: () => https,
    origin: `https://${HOST_A}`,
    ca: () => ca,
    key: () => keyA,
    models: [
      { name: 'chat', task: 'chat' },
      { name: 'bge-small', task: 'embeddings' },
    ],
  });

  hasWalls(that, () => keyB);
});
