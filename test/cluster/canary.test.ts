import { Door } from './door';
import { eventually } from './eventually';
import { Example } from './example';
import type { HttpAnswer, HttpClient } from './http-client';
import { Installation } from './installation';
import { chat, openAi } from './openai';
import { picks } from './picker';
import { appliesCleanly, diagnosed } from './story';
import { LEAN } from './test-overlay';

const CHAT = '/v1/chat/completions';
const REQUESTS = 1000;
const AT_ONCE = 20;

describe('canary, on the simulator', () => {
  const example = Example.synthesize('canary', { simulated: true });
  const installation = new Installation(example, [LEAN]);
  const that = diagnosed(installation);
  const gateway = example.only('Gateway');
  const counts = async () => ({
    stable: await picks(gateway, example.named('InferencePool', 'chat-v1')),
    next: await picks(gateway, example.named('InferencePool', 'chat-v2')),
  });
  let door: Door;
  let client: HttpClient;

  beforeAll(async () => {
    door = Door.toGateway(gateway, 80);
    client = door.client('http://shop.ai.example.com');
    await installation.install({
      firstRequests: async () => {
        const answered = new Set<string>();
        await eventually(60, async () => {
          answered.add(poolOf(await client.post(CHAT, chat('chat', 1))));
          expect([...answered].sort()).toEqual(['chat-v1', 'chat-v2']);
        });
      },
    });
  }, 400_000);

  afterAll(async () => {
    await door?.close();
    await installation.remove();
  });

  appliesCleanly(installation, that);

  that('gives one request of ten to the next version, each by way of its picker', async () => {
    const before = await counts();
    const answers = await many(REQUESTS, () => client.post(CHAT, chat('chat', 1)));
    const after = await counts();
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    const next = answers.filter((answer) => poolOf(answer) === 'chat-v2').length;
    expect({ stable: after.stable - before.stable, next: after.next - before.next }).toEqual({
      stable: REQUESTS - next,
      next,
    });
    expect(next).toBeGreaterThan(0.06 * REQUESTS);
    expect(next).toBeLessThan(0.14 * REQUESTS);
  });

  that('lets no client choose the version by header', async () => {
    const answers = await many(60, () => client.post(CHAT, chat('chat', 1), { 'x-canary-draw': '5' }));
    expect(answers.map(poolOf)).toContain('chat-v1');
  });

  that('lists the model once', async () => {
    const { data } = await openAi(client).models.list();
    expect(data.map(({ id }) => id)).toEqual(['chat']);
  });
});

/** The pool that answered. */
function poolOf({ status, headers }: HttpAnswer): string {
  const [, pool] = /^(.+)-[0-9a-z]+-[0-9a-z]+$/.exec(String(headers['x-inference-pod'])) ?? [];
  if (pool === undefined) throw new Error(`an answer of no pool: ${status}`);
  return pool;
}

/** Answers to many requests, of which some are on their way at the same time. */
async function many(count: number, send: () => Promise<HttpAnswer>): Promise<HttpAnswer[]> {
  const answers: HttpAnswer[] = [];
  let left = count;
  const worker = async () => {
    while (left-- > 0) answers.push(await send());
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return answers;
}
