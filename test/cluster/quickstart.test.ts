import { isAccepted } from './acceptance';
import { Door } from './door';
import { eventually } from './eventually';
import { Example } from './example';
import type { HttpClient } from './http-client';
import { Installation } from './installation';
import { type KubeObject, kubectl, list, run } from './kubectl';
import { chat, openAi, streamed } from './openai';
import { picks } from './picker';
import { bytesOf } from './powershell';
import { exchangeBytes } from './raw-exchange';
import { snippet } from './readme';
import { appliesCleanly, diagnosed } from './story';
import { CONTROL_PATHS, strangeRequests } from './strange-requests';

const MODEL = 'Qwen/Qwen3-0.6B';
/** What a pod of the cluster writes. */
const ORIGIN = 'http://gateway-istio.ai.svc.cluster.local';
const CHAT = '/v1/chat/completions';

describe('quickstart', () => {
  const example = Example.synthesize('quickstart');
  const installation = new Installation(example);
  const that = diagnosed(installation);
  const gateway = example.only('Gateway');
  const pool = example.only('InferencePool');
  let door: Door;
  let client: HttpClient;

  beforeAll(async () => {
    door = Door.toGateway(gateway, 80);
    client = door.client(ORIGIN);
    await installation.install({
      firstRequests: async () => {
        await eventually(30, () => openAi(client).chat.completions.create(chat(MODEL)));
      },
    });
  }, 400_000);

  afterAll(async () => {
    await door?.close();
    await installation.remove();
  });

  appliesCleanly(installation, that);

  that('answers a chat with the model that was asked', async () => {
    const answer = await openAi(client).chat.completions.create(chat(MODEL));
    expect(answer.model).toBe(MODEL);
    expect(answer.choices[0]?.message.content).toBeTruthy();
  });

  that('streams a chat token by token', async () => {
    const answer = await streamed(client, MODEL);
    expect(answer).toMatchObject({ model: MODEL, finishReason: 'length' });
    expect(answer.pieces).toBeGreaterThan(10);
    expect(answer.firstAt).toBeLessThan(1 / 3);
  });

  that('lists exactly its model', async () => {
    const { data } = await openAi(client).models.list();
    expect(data.map(({ id }) => id)).toEqual([MODEL]);
  });

  that('answers the documented curl', async () => {
    const { host, port } = await door.address();
    const command = snippet('sh', 'curl http://localhost:8080/v1/chat/completions');
    const curl = `curl() { command curl -sS --max-time 20 --connect-to localhost:8080:${host}:${port} "$@"; }`;
    const { stdout, stderr } = await run('sh', ['-c', `${curl}\n${command}`]);
    expect(stderr).toBe('');
    const events = stdout.split('\n\n').filter((event) => event !== '');
    expect(events.length).toBeGreaterThan(2);
    expect(events.at(-1)).toBe('data: [DONE]');
  });

  that('answers the bytes that PowerShell makes of the documented lines', async () => {
    const { host, port } = await door.address();
    for (const { edition, head, body } of bytesOf(snippet('powershell', 'Invoke-RestMethod'))) {
      const answer = await exchangeBytes({ host, port }, head, body);
      expect({ edition, answer }).toEqual({ edition, answer: expect.stringMatching(/^HTTP\/1\.1 200 OK\r\n/) });
      expect(answer).toContain(`"model":"${MODEL}"`);
    }
  });

  that('answers what it cannot route as documented, and goes on', async () => {
    const before = await installation.pods();
    const strange = strangeRequests(MODEL);
    const answers = [];
    for (const { what, request } of strange) answers.push({ what, status: (await client.send(request)).status });
    expect(answers).toEqual(strange.map(({ what, status }) => ({ what, status })));
    expect((await client.post(CHAT, chat(MODEL))).status).toBe(200);
    expect(await installation.pods()).toEqual(before);
  });

  that('publishes nothing else of the model server', async () => {
    const reached = async (through: HttpClient, path: string) => {
      const body = JSON.stringify({ model: MODEL, prompt: 'hello' });
      const headers = { 'content-type': 'application/json' };
      const statuses = [await through.get(path), await through.send({ method: 'POST', path, headers, body })];
      return statuses.some(({ status }) => status !== 404) ? [path] : [];
    };
    const all = async (through: HttpClient) =>
      (await Promise.all(CONTROL_PATHS.map((path) => reached(through, path)))).flat();
    expect(await all(client)).toEqual([]);
    const [server] = await list('pods', 'ai', 'app.kubernetes.io/name=model-server');
    const inside = Door.toPod(server as KubeObject, 8000);
    // There they are: it is the gateway that keeps them.
    expect(await all(inside.client('http://localhost'))).toEqual(expect.arrayContaining(['/metrics', '/admin/config']));
    await inside.close();
  });

  that('asks the endpoint picker once for each request', async () => {
    const before = await picks(gateway, pool);
    for (let request = 0; request < 3; request += 1) expect((await client.post(CHAT, chat(MODEL))).status).toBe(200);
    expect(await picks(gateway, pool)).toBe(before + 3);
  });

  isAccepted(that, { door: () => door, origin: ORIGIN, models: [{ name: MODEL, task: 'chat' }] });

  that('answers nothing without its endpoint picker, and all again with it', async () => {
    const scale = (replicas: number) =>
      kubectl(['scale', 'deployment/qwen3-epp', '-n', 'ai', `--replicas=${replicas}`]);
    const status = async () => (await client.post(CHAT, chat(MODEL))).status;
    await scale(0);
    await eventually(30, async () => expect(await status()).toBe(500));
    await scale(1);
    await eventually(90, async () => expect(await status()).toBe(200));
  });
});
