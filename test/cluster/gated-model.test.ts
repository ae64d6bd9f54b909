import { Door } from './door';
import { eventually } from './eventually';
import { Example } from './example';
import type { HttpClient } from './http-client';
import { Installation } from './installation';
import { chat, openAi, streamed } from './openai';
import { picks } from './picker';
import { appliesCleanly, diagnosed } from './story';
import { LEAN } from './test-overlay';

const CHAT = '/v1/chat/completions';
const NAMES = ['llama-3.3-70b', 'sql', 'support'];

describe('gated-model, on the simulator', () => {
  const example = Example.synthesize('gated-model', { simulated: true });
  const installation = new Installation(example, [LEAN]);
  const that = diagnosed(installation);
  const gateway = example.only('Gateway');
  let door: Door;
  let client: HttpClient;

  beforeAll(async () => {
    door = Door.toGateway(gateway, 80);
    client = door.client('http://gateway-istio.llm.svc.cluster.local');
    await installation.install({
      firstRequests: async () => {
        for (const name of NAMES) await eventually(30, () => openAi(client).chat.completions.create(chat(name)));
      },
    });
  }, 400_000);

  afterAll(async () => {
    await door?.close();
    await installation.remove();
  });

  appliesCleanly(installation, that);

  that('answers under the names of its adapters from the servers of their model, by way of its picker', async () => {
    const pool = example.only('InferencePool');
    const before = await picks(gateway, pool);
    for (const name of NAMES) {
      const answer = await client.post(CHAT, chat(name));
      expect(answer.status).toBe(200);
      expect(JSON.parse(answer.text)).toMatchObject({ model: name });
      expect(answer.headers['x-inference-pod']).toMatch(/^llama-[0-9a-z]+-[0-9a-z]+$/);
    }
    expect(await picks(gateway, pool)).toBe(before + NAMES.length);
  });

  that('streams from an adapter', async () => {
    const answer = await streamed(client, 'sql');
    expect(answer).toMatchObject({ model: 'sql', finishReason: 'length' });
    expect(answer.pieces).toBeGreaterThan(10);
  });

  that('lists its model and adapters', async () => {
    const { data } = await openAi(client).models.list();
    expect(data.map(({ id }) => id).sort()).toEqual(NAMES);
  });

  that('has no route for an adapter that it has not', async () => {
    expect((await client.post(CHAT, chat('poems'))).status).toBe(404);
  });
});
