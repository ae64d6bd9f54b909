import { hostileHeaders } from '../../cli/acceptance/checks/hostile-headers';
import { makeCertificate } from './certificate';
import { Door } from './door';
import { startEchoService } from './echo-service';
import { eventually } from './eventually';
import { Example } from './example';
import type { HttpClient } from './http-client';
import { Installation } from './installation';
import { kubectl, list, read } from './kubectl';
import { obstacleTo } from './obstacles';
import { chat, openAi, streamed } from './openai';
import { picks } from './picker';
import { ProbePod } from './probe-pod';
import { describeUnless } from './report/unless';
import { appliesCleanly, diagnosed } from './story';
import { LEAN } from './test-overlay';

const API = 'api.ai.example.com';
const EMERGENCY = 'emergency.ai.example.com';
const CHAT = '/v1/chat/completions';
const RERANK = '/v1/rerank';
const DOCUMENTS = { model: 'rerank', query: 'What is rated?', documents: ['a  cup', 'a \\ path'] };
const NAMES = ['chat', 'embeddings', 'rerank'];
const ROUTER = { name: 'gateway-body-router', namespace: 'edge' };

describeUnless(obstacleTo('PROBE_PODS', 'WALLS', 'LOAD_BALANCERS'), 'routes, on the simulator', () => {
  const example = Example.synthesize('routes', { simulated: true });
  const installation = new Installation(example, [LEAN]);
  const that = diagnosed(installation);
  const gateway = example.only('Gateway');
  const doors: Door[] = [];
  let api: HttpClient;
  let refused: HttpClient;
  let emergency: HttpClient;

  // Each with a door of its own: the gateway closes what it refuses without a router, which ends the port-forward.
  const clientOf = (hostname: string, ca: string) => {
    const door = Door.toGateway(gateway, 443);
    doors.push(door);
    return door.client(`https://${hostname}`, ca);
  };
  const certified = (hostname: string) => makeCertificate(hostname, 'edge', `${hostname}-tls`);
  const everythingAnswers = async () => {
    await openAi(api).chat.completions.create(chat('chat'));
    await openAi(api).embeddings.create({ model: 'embeddings', input: 'hello' });
    expect((await api.post(RERANK, DOCUMENTS)).status).toBe(200);
    await openAi(emergency).chat.completions.create(chat('chat'));
  };

  beforeAll(async () => {
    await installation.install({
      prepare: async () => {
        const ca = await certified(API);
        api = clientOf(API, ca);
        refused = clientOf(API, ca);
        emergency = clientOf(EMERGENCY, await certified(EMERGENCY));
        await startEchoService('models', 'rerank', { port: 80, targetPort: 8080 });
      },
      firstRequests: () => eventually(60, everythingAnswers),
    });
  }, 400_000);

  afterAll(async () => {
    for (const door of doors) await door.close();
    await installation.remove();
  });

  appliesCleanly(installation, that);

  that('answers a chat and embeddings by the name in the body, by way of their pickers', async () => {
    const pools = ['chat', 'embeddings'].map((name) => example.named('InferencePool', name));
    const counts = () => Promise.all(pools.map((pool) => picks(gateway, pool)));
    const [chats = 0, embeddings = 0] = await counts();
    expect((await openAi(api).chat.completions.create(chat('chat'))).model).toBe('chat');
    expect((await streamed(api, 'chat')).pieces).toBeGreaterThan(10);
    const { data } = await openAi(api).embeddings.create({ model: 'embeddings', input: ['one', 'two'] });
    expect(data.map(({ embedding }) => embedding.length > 0)).toEqual([true, true]);
    expect(await counts()).toEqual([chats + 2, embeddings + 1]);
  });

  that('takes a request by path and name to the Service, whole', async () => {
    const { status, headers, text } = await api.post(RERANK, DOCUMENTS);
    expect({ status, path: headers['x-path'], body: JSON.parse(text) }).toEqual({
      status: 200,
      path: RERANK,
      body: DOCUMENTS,
    });
  });

  that('takes no header of the gateway from a client to the Service', async () => {
    const hostile = [...new Map(hostileHeaders('chat')).entries()];
    const { status, headers } = await api.post(RERANK, DOCUMENTS, { ...Object.fromEntries(hostile), 'x-own': '1' });
    const names = String(headers['x-names']).toLowerCase().split(':');
    expect({ status, own: names.includes('x-own') }).toEqual({ status: 200, own: true });
    // The router names the model itself; without a canary nobody draws, and what a client sends of it means nothing.
    const named = ['x-gateway-model-name', 'x-gateway-base-model-name', 'x-canary-draw'];
    const sent = hostile.map(([name]) => name.toLowerCase()).filter((name) => !named.includes(name));
    expect(sent.filter((name) => names.includes(name))).toEqual([]);
  });

  that('takes no other name, path or host to the Service', async () => {
    expect((await api.post(RERANK, { ...DOCUMENTS, model: 'chat' })).status).toBe(404);
    expect((await api.post('/v1/score', DOCUMENTS)).status).toBe(404);
    expect((await emergency.post(RERANK, DOCUMENTS)).status).toBe(404);
  });

  that('walls the Service off from all but the gateway', async () => {
    const { podIP } = ((await read('pod', 'rerank', 'models'))?.status ?? {}) as { podIP: string };
    const neighbour = await ProbePod.start('models', 'neighbour');
    expect(await neighbour.reaches(podIP, 8080)).toBe(false);
    await kubectl(['delete', 'pod', 'neighbour', '-n', 'models']);
  });

  describe('without a body router', () => {
    beforeAll(async () => {
      await scaleRouter(0);
      await eventually(90, async () => {
        const routers = await list('pods', ROUTER.namespace, 'app.kubernetes.io/name=body-router');
        expect(routers.map(({ metadata }) => metadata.name)).toEqual([]);
      });
    }, 120_000);

    that('refuses what is chosen by the name in the body', async () => {
      const answers = await Promise.all([
        refused.post(CHAT, chat('chat')),
        refused.post('/v1/embeddings', { model: 'embeddings', input: 'hello' }),
        refused.post(RERANK, DOCUMENTS),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([500, 500, 500]);
    });

    that('answers what is chosen by the path alone, by way of the picker', async () => {
      const pool = example.named('InferencePool', 'chat');
      const before = await picks(gateway, pool);
      expect((await openAi(emergency).chat.completions.create(chat('chat'))).model).toBe('chat');
      expect((await streamed(emergency, 'chat')).pieces).toBeGreaterThan(10);
      expect(await picks(gateway, pool)).toBe(before + 2);
    });

    that('still lists the models of each host', async () => {
      const listed = async (client: HttpClient) => (await openAi(client).models.list()).data.map(({ id }) => id).sort();
      expect(await listed(api)).toEqual(NAMES);
      expect(await listed(emergency)).toEqual(['chat']);
    });

    that('answers everything again once the router is back', async () => {
      await scaleRouter(1);
      await eventually(60, everythingAnswers);
    });
  });
});

async function scaleRouter(replicas: number): Promise<void> {
  const router = [`deployment/${ROUTER.name}`, '-n', ROUTER.namespace];
  await kubectl(['scale', ...router, `--replicas=${replicas}`]);
  await kubectl(['rollout', 'status', ...router, '--timeout=120s'], { seconds: 130 });
}
