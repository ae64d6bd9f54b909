import { makeCertificate } from './certificate';
import { Door } from './door';
import { eventually } from './eventually';
import { Example } from './example';
import type { HttpClient } from './http-client';
import { Installation } from './installation';
import { chat, openAi } from './openai';
import { appliesCleanly, diagnosed } from './story';
import { LEAN } from './test-overlay';

describe('environments: dev', () => {
  const example = Example.synthesize('environments', { environment: 'dev' });
  const installation = new Installation(example, [LEAN]);
  const that = diagnosed(installation);
  let door: Door;
  let client: HttpClient;

  beforeAll(async () => {
    door = Door.toGateway(example.only('Gateway'), 443);
    await installation.install({
      prepare: async () => {
        const ca = await makeCertificate('*.ai.dev.example.com', 'edge', 'wildcard-tls');
        client = door.client('https://tenant-a.ai.dev.example.com', ca);
      },
      firstRequests: async () => {
        await eventually(30, () => openAi(client).chat.completions.create(chat('chat')));
      },
    });
  }, 400_000);

  afterAll(async () => {
    await door?.close();
    await installation.remove();
  });

  appliesCleanly(installation, that);

  that('answers its tenant with the one server that the environment has', async () => {
    const answers = [];
    for (let request = 0; request < 3; request += 1) {
      answers.push(await client.post('/v1/chat/completions', chat('chat')));
    }
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map(({ headers }) => headers['x-inference-pod'])).size).toBe(1);
  });
});
