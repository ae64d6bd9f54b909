import { join } from 'node:path';
import { Door } from './door';
import { eventually } from './eventually';
import { Example } from './example';
import type { HttpClient } from './http-client';
import { Installation } from './installation';
import { kubectl, run } from './kubectl';
import { chat, openAi } from './openai';
import { diagnosed } from './story';
import { LEAN } from './test-overlay';

const CLI = join(__dirname, '..', '..', 'build', 'cli.js');
const MODEL = 'Qwen/Qwen3-0.6B';

interface Report {
  readonly healthy: boolean;
  readonly findings: readonly {
    readonly rule: string;
    readonly severity: string;
    readonly object: { readonly name: string };
  }[];
  readonly models: readonly { readonly model: string; readonly curl: string }[];
}

describe('doctor, on the quickstart', () => {
  const example = Example.synthesize('quickstart');
  const installation = new Installation(example, [LEAN]);
  const that = diagnosed(installation);
  let manifests: string;
  let door: Door;
  let client: HttpClient;

  beforeAll(async () => {
    door = Door.toGateway(example.only('Gateway'), 80);
    client = door.client('http://gateway-istio.ai.svc.cluster.local');
    manifests = example.write('doctor', (object) => object);
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

  /** Examines its namespace, as one of its owners would. */
  async function examined(): Promise<Report & { readonly code: number; readonly errors: string[] }> {
    const { code, stdout, stderr } = await run(process.execPath, [
      CLI,
      'doctor',
      manifests,
      '-n',
      'ai',
      '--format',
      'json',
    ]);
    if (code === 2) throw new Error(stderr);
    const report = JSON.parse(stdout) as Report;
    const errors = report.findings.filter(({ severity }) => severity === 'error');
    return { ...report, code, errors: errors.map(({ rule, object }) => `${rule} ${object.name}`).sort() };
  }

  that('finds nothing to change, and shows a request that is answered', async () => {
    const { code, findings, models } = await examined();
    expect({ code, findings }).toEqual({ code: 0, findings: [] });
    expect(models.map(({ model }) => model)).toEqual([MODEL]);
    const [, path = ''] =
      /^curl http:\/\/gateway-istio\.ai\.svc\.cluster\.local(\S+) /.exec(models[0]?.curl ?? '') ?? [];
    const [, body = ''] = /-d '(.*)'$/.exec(models[0]?.curl ?? '') ?? [];
    expect((await client.post(path, JSON.parse(body))).status).toBe(200);
  });

  that(
    'finds a picker without pods, a wrong port and a DestinationRule that went, and nothing once they are back',
    async () => {
      const pool = ['inferencepool/qwen3', '-n', 'ai', '--type=json', '-p'];
      const port = (number: number) =>
        kubectl(['patch', ...pool, `[{"op": "replace", "path": "/spec/targetPorts/0/number", "value": ${number}}]`]);
      await kubectl(['scale', 'deployment/qwen3-epp', '-n', 'ai', '--replicas=0']);
      await port(9999);
      await kubectl(['delete', 'destinationrule/gateway-body-router', '-n', 'ai']);
      await eventually(30, async () => {
        const { code, errors } = await examined();
        expect({ code, errors }).toEqual({
          code: 1,
          errors: [
            'endpoint-picker qwen3-epp',
            'ext-proc-tls gateway-body-router',
            'missing-object gateway-body-router',
            'pool-port qwen3',
          ],
        });
      });
      await port(8000);
      await installation.applyAgain();
      await eventually(60, async () => expect((await examined()).findings).toEqual([]));
    },
  );
});
