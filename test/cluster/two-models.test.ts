import { Door } from './door';
import { eventually } from './eventually';
import { Example } from './example';
import type { HttpClient } from './http-client';
import { Installation } from './installation';
import type { KubeObject } from './kubectl';
import { chat, openAi, streamed } from './openai';
import { picks } from './picker';
import { appliesCleanly, diagnosed } from './story';

const CHAT = '/v1/chat/completions';
const MODELS = { llama: 'llama-3.2-1b-instruct', gemma: 'gemma-2-2b-instruct' };

describe('two-models, on the simulator', () => {
  const example = Example.synthesize('two-models', { simulated: true });
  const installation = new Installation(example);
  const that = diagnosed(installation);
  const gateway = example.only('Gateway');
  const pool = (name: string) => example.named('InferencePool', name);
  let door: Door;
  let client: HttpClient;

  beforeAll(async () => {
    door = Door.toGateway(gateway, 80);
    client = door.client('http://inference-gateway-istio.gateway.svc.cluster.local');
    await installation.install({
      firstRequests: async () => {
        for (const model of Object.values(MODELS)) {
          await eventually(30, () => openAi(client).chat.completions.create(chat(model)));
        }
      },
    });
  }, 400_000);

  afterAll(async () => {
    await door?.close();
    await installation.remove();
  });

  appliesCleanly(installation, that);

  that('tells two models at one URL apart by the body alone', async () => {
    for (const [name, model] of Object.entries(MODELS)) {
      const answer = await client.post(CHAT, chat(model));
      expect(answer.status).toBe(200);
      expect(JSON.parse(answer.text)).toMatchObject({ model });
      expect(answer.headers['x-inference-pod']).toMatch(new RegExp(`^${name}-[0-9a-z]+-[0-9a-z]+$`));
    }
  });

  that('streams from both models at the same time', async () => {
    const both = await Promise.all(Object.values(MODELS).map((model) => streamed(client, model)));
    expect(both.map(({ model }) => model)).toEqual(Object.values(MODELS));
    for (const answer of both) {
      expect(answer.pieces).toBeGreaterThan(10);
      expect(answer.firstAt).toBeLessThan(1 / 3);
    }
  });

  that('lists exactly its two models', async () => {
    const { data } = await openAi(client).models.list();
    expect(data.map(({ id }) => id).sort()).toEqual(Object.values(MODELS).sort());
  });

  that('has no route for an unknown model', async () => {
    expect((await client.post(CHAT, chat('no-such-model'))).status).toBe(404);
  });

  that('lets no client turn one model into the other by header', async () => {
    const headers = {
      'X-Gateway-Base-Model-Name': MODELS.gemma,
      'X-Gateway-Model-Name': MODELS.gemma,
      'x-gateway-model-name-rewrite': MODELS.gemma,
    };
    const answer = await client.post(CHAT, chat(MODELS.llama), headers);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toMatchObject({ model: MODELS.llama });
    expect(answer.headers['x-inference-pod']).toMatch(/^llama-/);
  });

  that('asks the picker of the pool that answers, and no other', async () => {
    const count = async (object: KubeObject) => await picks(gateway, object);
    const [llama, gemma] = [await count(pool('llama')), await count(pool('gemma'))];
    for (let request = 0; request < 3; request += 1) {
      expect((await client.post(CHAT, chat(MODELS.llama))).status).toBe(200);
    }
    expect([await count(pool('llama')), await count(pool('gemma'))]).toEqual([llama + 3, gemma]);
  });
});
