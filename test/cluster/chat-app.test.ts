import { eventually } from './eventually';
import { Example } from './example';
import { Installation } from './installation';
import { list, run } from './kubectl';
import { obstacleTo } from './obstacles';
import { chat } from './openai';
import { IMAGE } from './probe-pod';
import { describeUnless } from './report/unless';
import { appliesCleanly, diagnosed } from './story';
import { LEAN } from './test-overlay';

const CURL_TIMED_OUT = 28;

describeUnless(obstacleTo('PROBE_PODS', 'WALLS'), 'chat-app, on the simulator', () => {
  const example = Example.synthesize('chat-app', { simulated: true });
  const installation = new Installation(example, [{ ...LEAN, sleeping: { 'chat-app': IMAGE } }]);
  const that = diagnosed(installation);

  beforeAll(async () => {
    await installation.install({
      firstRequests: async () => {
        await eventually(30, async () => expect(await ask('/chat/completions', chat('chat'))).toContain('"choices"'));
      },
    });
  }, 400_000);

  afterAll(async () => {
    await installation.remove();
  });

  appliesCleanly(installation, that);

  that('is answered by its model at the address that it was given', async () => {
    expect(JSON.parse(await ask('/chat/completions', chat('chat')))).toMatchObject({ model: 'chat' });
    expect(JSON.parse(await ask('/models'))).toMatchObject({ data: [{ id: 'chat' }] });
  });

  that('reaches no model server but through the gateway', async () => {
    const servers = await list('pods', 'models', 'app.kubernetes.io/name=model-server');
    expect(servers).toHaveLength(2);
    const addresses = servers.map(({ status }) => (status as { podIP: string }).podIP);
    const attempts = await Promise.all(
      addresses.map((ip) => inApp(`curl -sS --connect-timeout 3 http://${ip}:8000/v1/models`)),
    );
    expect(attempts.map(({ code }) => code)).toEqual([CURL_TIMED_OUT, CURL_TIMED_OUT]);
  });
});

/** Asks below the address that the program has in its environment. */
async function ask(path: string, body?: object): Promise<string> {
  const json = "-H 'content-type: application/json'";
  const data = body === undefined ? '' : `${json} -d '${JSON.stringify(body)}'`;
  const { code, stdout, stderr } = await inApp(`curl -sS --max-time 10 "$OPENAI_BASE_URL${path}" ${data}`);
  if (code !== 0) throw new Error(stderr);
  return stdout;
}

function inApp(command: string) {
  return run('kubectl', ['exec', 'deployment/chat-app', '-n', 'shop', '--', 'sh', '-c', command]);
}
