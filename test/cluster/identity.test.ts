import { randomUUID } from 'node:crypto';
import Ajv from 'ajv/dist/2020';
import { AccessLog } from 'cdk8s-inference-gateway';
import OpenAI from 'openai';
import { percentile } from '../../cli/traffic/summary';
import { lineOf, provideAccessLog, proxyOutput } from './access-lines';
import { makeCertificate } from './certificate';
import { Door } from './door';
import { eventually } from './eventually';
import { Example } from './example';
import type { HttpAnswer, HttpClient } from './http-client';
import { Issuer } from './identity/issuer';
import { startKeyServer } from './identity/key-server';
import { largest, memoryOf } from './identity/memory';
import { overHttp2, stalled } from './identity/other-clients';
import {
  AUDIENCE,
  EDGE,
  FETCHED_ISSUER,
  HOST_A,
  HOST_B,
  HOST_SHARED,
  ISSUER,
  ISSUERS,
  MODELS,
  writeTenancy,
} from './identity/program';
import { Installation } from './installation';
import { KeyRing } from './key-ring';
import { kubectl, list } from './kubectl';
import { restrictedNamespace } from './namespaces';
import { chat } from './openai';
import { note } from './report/recorder';
import { appliesCleanly, diagnosed } from './story';

const CHAT = '/v1/chat/completions';
/** Long enough for the kubelet to bring a changed Secret to every proxy, which Kubernetes does once a minute. */
const SECRET_SECONDS = 150;
const NOW = () => Math.floor(Date.now() / 1000);

/** What the schema of the access log says against a line. */
function faultsOf(line: unknown): unknown[] {
  const valid = new Ajv().compile(AccessLog.schema());
  return valid(line) ? [] : (valid.errors ?? []);
}

describe('who may call what, on the simulator', () => {
  const issuer = new Issuer(ISSUER, AUDIENCE);
  const fetched = new Issuer(FETCHED_ISSUER, AUDIENCE);
  // A new one for each run: istiod keeps what it has fetched from an address for 20 minutes.
  const jwksAddress = `http://keys.${ISSUERS}.svc.cluster.local:8080/${randomUUID()}`;
  const example = Example.of('identity', (outdir) => writeTenancy(outdir, issuer.jwks, jwksAddress));
  const issuers = restrictedNamespace(ISSUERS);
  const installation = new Installation(example, undefined, [issuers]);
  const that = diagnosed(installation);
  const keys = new KeyRing(`${EDGE}/gateway`);
  const gateway = example.named('Gateway', 'gateway');
  const doors: Door[] = [];
  let withdrawAccessLog = async () => {};
  let a: HttpClient;
  let b: HttpClient;
  let shared: HttpClient;
  let open: HttpClient;
  let keyA: string;
  let keyB: string;
  let spare: string;

  const ask = (client: HttpClient, credential: string | undefined, model = 'chat', headers = {}) =>
    client.post(CHAT, chat(model), {
      ...(credential === undefined ? {} : { authorization: `Bearer ${credential}` }),
      ...headers,
    });

  beforeAll(async () => {
    withdrawAccessLog = await provideAccessLog();
    const https = Door.toGateway(gateway, 443);
    const http = Door.toGateway(example.named('Gateway', 'open'), 80);
    doors.push(https, http);
    open = http.client('http://open.example.com');
    keyA = await keys.create('tenant-a');
    keyB = await keys.create('tenant-b');
    spare = await keys.create('tenant-a');
    await installation.install({
      prepare: async () => {
        const ca = await makeCertificate('*.identity.example.com', EDGE, 'identity-tls');
        [a, b, shared] = [HOST_A, HOST_B, HOST_SHARED].map((host) => https.client(`https://${host}`, ca)) as [
          HttpClient,
          HttpClient,
          HttpClient,
        ];
        await keys.apply();
        await startKeyServer(ISSUERS, fetched.jwks);
      },
      firstRequests: async () => {
        await eventually(60, async () => expect((await ask(a, keyA)).status).toBe(200));
        await eventually(60, async () => expect((await ask(b, keyB, 'code')).status).toBe(200));
        await eventually(60, async () => expect((await ask(a, fetched.token('tenant-a'))).status).toBe(200));
        await eventually(60, async () => expect((await ask(open, undefined)).status).toBe(200));
      },
    });
  }, 400_000);

  afterAll(async () => {
    for (const door of doors) await door.close();
    await installation.remove();
    await withdrawAccessLog();
  });

  appliesCleanly(installation, that);

  that('admits a token whose keys stand in the manifest, one whose keys are fetched, and a key', async () => {
    const several = issuer.token(['tenant-a', 'tenant-b']);
    for (const credential of [issuer.token('tenant-a'), fetched.token('tenant-a'), several, keyA]) {
      expect((await ask(a, credential)).status).toBe(200);
    }
    expect((await a.send({ path: '/v1/models', headers: { authorization: `Bearer ${keyA}` } })).status).toBe(200);
  });

  that('refuses with 401 whoever proves nothing', async () => {
    const other = new Issuer(ISSUER, AUDIENCE);
    const refused: Record<string, string | undefined> = {
      'no credential': undefined,
      'an expired token': issuer.token('tenant-a', { claims: { exp: NOW() - 120 } }),
      'a token without an end': issuer.token('tenant-a', { claims: { exp: undefined } }),
      'a token that is not valid yet': issuer.token('tenant-a', { claims: { nbf: NOW() + 600 } }),
      'a token for somebody else': issuer.token('tenant-a', { claims: { aud: 'payroll' } }),
      'a token for nobody': issuer.token('tenant-a', { claims: { aud: undefined } }),
      'a token of another issuer': issuer.token('tenant-a', { claims: { iss: 'https://elsewhere.example.com' } }),
      'a token that nobody signed': issuer.unsigned('tenant-a'),
      'a token that somebody else signed': issuer.token('tenant-a', { signer: other }),
      'a token signed with an unknown key': issuer.token('tenant-a', { header: { kid: 'k2' } }),
      'a key with another secret': `${keyA.slice(0, -4)}0000`,
      'a key with another name': keyA.replace('sk-tenant-a.', 'sk-tenant-a.x'),
      "a key of A under B's name": keyA.replace('sk-tenant-a', 'sk-tenant-b'),
      'no key at all': 'sk-',
    };
    for (const [what, credential] of Object.entries(refused)) {
      expect([what, (await ask(a, credential)).status]).toEqual([what, 401]);
    }
  });

  that('refuses a token in the query, and a list of models to strangers', async () => {
    const path = `/v1/models?access_token=${issuer.token('tenant-a')}`;
    expect((await a.get(path)).status).toBe(401);
    expect((await a.get('/v1/models')).status).toBe(401);
    expect((await a.send({ path: '/metrics' })).status).toBe(401);
  });

  that("refuses with 403 what one tenant proves on the other's hostname, under every name of it", async () => {
    for (const credential of [keyB, issuer.token('tenant-b'), issuer.token(undefined)]) {
      for (const host of [HOST_A, HOST_A.toUpperCase(), `${HOST_A}:443`]) {
        expect((await ask(a, credential, 'chat', { host })).status).toBe(403);
      }
    }
    for (const host of [HOST_A.toUpperCase(), `${HOST_A}:443`]) {
      expect((await ask(a, keyA, 'chat', { host })).status).toBe(200);
    }
  });

  that('has clients see the exceptions that they know', async () => {
    const client = (apiKey: string, of: HttpClient) =>
      new OpenAI({ baseURL: `${of.origin}/v1`, apiKey, maxRetries: 0, fetch: of.fetch });
    const create = (openAi: OpenAI, model = 'chat') => openAi.chat.completions.create(chat(model));
    await expect(create(client('sk-tenant-a.none.none', a))).rejects.toThrow(OpenAI.AuthenticationError);
    await expect(create(client(keyB, a))).rejects.toThrow(OpenAI.PermissionDeniedError);
    await expect(create(client(keyA, a), 'code')).rejects.toThrow(OpenAI.NotFoundError);
    await expect(create(client(keyA, a), 'code')).rejects.toMatchObject({ code: 'model_not_found', param: 'model' });
    expect((await client(keyB, b).models.list()).data.map(({ id }) => id).sort()).toEqual(['chat', 'code']);
  });

  that(
    "a model that is not on a tenant's list is 404 before anything works on it, however it is asked for",
    async () => {
      const authorization = `Bearer ${keyA}`;
      const json = { 'content-type': 'application/json', authorization };
      const body = (text: string, headers = {}, chunked = false) =>
        a.send({ method: 'POST', path: CHAT, headers: { ...json, ...headers }, body: text, chunked });
      const asking = JSON.stringify(chat('code'));
      const twice = (first: string, second: string) => `{"model":"${first}",${JSON.stringify(chat(second)).slice(1)}`;
      const forged = {
        'x-gateway-model-name': 'chat',
        'x-gateway-base-model-name': 'chat',
        'x-gateway-model-name-rewrite': 'code',
        'x-gateway-inference-fairness-id': 'tenant-b',
        'x-gateway-key-client': 'tenant-b.k1',
        'x-gateway-tenant': 'tenant-b',
        'x-llm-d-model-name-rewrite': 'code',
      };
      const refused: Record<string, HttpAnswer> = {
        'as it is': await body(asking),
        'with made up headers': await body(asking, forged),
        'in another case': await body(JSON.stringify(chat('CODE'))),
        'with a space': await body(JSON.stringify(chat(' code'))),
        'in letters that look alike': await body(JSON.stringify(chat('соde'))),
        'with an escape': await body(JSON.stringify(chat('code')).replace('"code"', '"\\u0063ode"')),
        'as the second of two': await body(twice('chat', 'code')),
        'without a body': await body('', { 'content-length': '0' }),
      };
      for (const [what, { status }] of Object.entries(refused)) {
        expect([what, [400, 404].includes(status) ? 'refused' : status]).toEqual([what, 'refused']);
      }
      // The body router and the server must not read two models out of one body.
      const second = await body(twice('code', 'chat'));
      expect(second.status === 200 ? JSON.parse(second.text).model : second.status).toEqual(
        second.status === 200 ? 'chat' : 404,
      );
      expect((await a.send({ path: CHAT, headers: json })).status).toBe(404);
      expect((await body(asking, {}, true)).status).toBe(411);
      expect(await overHttp2(a, authorization, 'code')).toBe(404);
      expect(await overHttp2(a, authorization, 'chat')).toBe(200);
    },
  );

  that('tells the picker whose a request is, whatever the client says', async () => {
    const asked = async (client: HttpClient, credential: string) => {
      const headers = { 'x-gateway-inference-fairness-id': 'somebody-else' };
      const { headers: answered } = await ask(client, credential, 'chat', headers);
      return (await lineOf('gateway', EDGE, String(answered['x-request-id']))).tenant;
    };
    expect(await asked(a, keyA)).toBe('tenant-a');
    expect(await asked(a, issuer.token(['tenant-b', 'tenant-a']))).toBe('tenant-a');
    expect(await asked(shared, keyB)).toBe('tenant-b');
    expect(await asked(shared, issuer.token('tenant-a'))).toBe('tenant-a');
    expect((await ask(shared, issuer.token(undefined))).status).toBe(403);
  });

  that('writes down who asked what, by the schema, without prompts, keys and tokens', async () => {
    const token = issuer.token('tenant-a');
    // Signature of a token, secret of a key.
    const parts = [token, keyA, keyB, spare].map((credential) => credential.split('.').at(-1) ?? credential);
    const { headers } = await ask(a, token);
    const accepted = await lineOf('gateway', EDGE, String(headers['x-request-id']));
    expect(faultsOf(accepted)).toEqual([]);
    expect(accepted).toMatchObject({
      decision: 'allowed',
      tenant: 'tenant-a',
      subject: 'somebody',
      model: 'chat',
      model_route: 'chat',
      completion_tokens: 5,
      hostname: HOST_A,
      http_status: 200,
    });
    expect(accepted.picked).toBe(accepted.served);
    const output = await proxyOutput('gateway', EDGE);
    for (const secret of [...parts, 'Say hello']) expect(output).not.toContain(secret);
  });

  that('writes down what was refused, and why', async () => {
    const before = Date.now();
    await ask(a, keyB);
    await ask(a, keyA, 'code');
    const line = (status: number) =>
      eventually(15, async () => {
        const lines = (await proxyOutput('gateway', EDGE)).split('\n').filter((one) => one.startsWith('{'));
        const found = lines
          .map((one) => JSON.parse(one))
          .find(
            (one) =>
              one.hostname === HOST_A && one.http_status === status && Date.parse(one.timestamp) >= before - 1000,
          );
        if (found === undefined) throw new Error(`no line with status ${status}`);
        expect(faultsOf(found)).toEqual([]);
        return found;
      });
    expect(await line(403)).toMatchObject({ decision: 'refused', hostname: HOST_A, served: null });
    expect(await line(404)).toMatchObject({ decision: 'refused', tenant: 'tenant-a', model: 'code', served: null });
  });

  that(
    'a key that is revoked is refused everywhere, and the others go on',
    async () => {
      expect((await ask(a, spare)).status).toBe(200);
      keys.revoke(spare);
      await keys.apply();
      await eventually(SECRET_SECONDS, async () => {
        // Of several proxies each has to know.
        for (let i = 0; i < 6; i++) expect((await ask(a, spare, 'chat', { connection: 'close' })).status).toBe(401);
      });
      expect((await ask(a, keyA)).status).toBe(200);
    },
    200_000,
  );

  that(
    'tells what authentication and a budget cost on one connection',
    async () => {
      const token = issuer.token('tenant-a');
      const ways: Record<string, () => Promise<HttpAnswer>> = {
        'nobody asked': () => ask(open, undefined),
        'a token': () => ask(a, token),
        'a key': () => ask(a, keyA),
        'a key and a budget': () => ask(b, keyB),
      };
      const medians = new Map<string, number>();
      for (const [what, send] of Object.entries(ways)) {
        const millis: number[] = [];
        for (let i = 0; i < 60; i++) {
          const begin = performance.now();
          const { status, text } = await send();
          expect([status, status === 200 ? '' : text]).toEqual([200, '']);
          millis.push(performance.now() - begin);
        }
        medians.set(what, percentile(millis, 0.5) ?? 0);
      }
      note([...medians].map(([what, median]) => `${what}: ${Math.round(median)} ms`).join(', '));
    },
    120_000,
  );

  that(
    'bodies, headers and slow clients that are too much are refused, and neither router nor picker runs out of memory',
    async () => {
      const authorization = `Bearer ${keyA}`;
      const before = await memoryOf([EDGE, MODELS]);
      // What stands in for a model server has little memory, and may end.
      const helpers = async () => (await installation.pods()).filter((pod) => /istio|router|-epp-/.test(pod));
      const pods = await helpers();
      const prompt = 'x'.repeat(9 * 1024 ** 2);
      const body = JSON.stringify({ ...chat('chat', 1), messages: [{ role: 'user', content: prompt }] });
      const headers = { 'content-type': 'application/json', authorization };
      const answers = await Promise.all(
        Array.from({ length: 40 }, () => a.send({ method: 'POST', path: CHAT, headers, body })),
      );
      const count = (status: number) => answers.filter((one) => one.status === status).length;
      // Two of them pass in each second and proxy.
      expect(count(429)).toBeGreaterThan(10);
      const after = await memoryOf([EDGE, MODELS]);
      const told = ['body-router', 'chat-epp'].map(
        (word) => `${word} ${largest(before, word)} -> ${largest(after, word)} MB`,
      );
      note(`40 bodies of 9 MiB at once: ${count(200)} answered, ${count(429)} refused with 429; ${told.join(', ')}`);
      const many = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`x-${index}`, 'x']));
      expect((await a.send({ path: '/v1/models', headers: { authorization, ...many } })).status).toBe(431);
      const large = { authorization, 'x-large': 'x'.repeat(70 * 1024) };
      expect((await a.send({ path: '/v1/models', headers: large })).status).toBe(431);
      expect(await stalled(a)).toMatch(/^HTTP\/1\.1 408 |^$/);
      await eventually(30, async () => expect((await ask(a, keyA)).status).toBe(200));
      expect(await helpers()).toEqual(pods);
    },
    120_000,
  );

  that(
    'answers nothing while the body router is gone, and everything after',
    async () => {
      const scale = (replicas: number) =>
        kubectl(['scale', 'deployment/gateway-body-router', '-n', EDGE, `--replicas=${replicas}`]);
      await scale(0);
      await eventually(90, async () =>
        expect((await list('pods', EDGE, 'app.kubernetes.io/name=body-router')).length).toBe(2),
      );
      await eventually(30, async () => expect((await ask(a, keyA)).status).toBeGreaterThanOrEqual(500));
      expect((await ask(a, keyB)).status).toBe(403);
      await scale(2);
      await kubectl(['rollout', 'status', 'deployment/gateway-body-router', '-n', EDGE, '--timeout=120s'], {
        seconds: 130,
      });
      await eventually(30, async () => expect((await ask(a, keyA)).status).toBe(200));
    },
    300_000,
  );
});
