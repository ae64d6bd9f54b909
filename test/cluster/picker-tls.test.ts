import { App, Chart } from 'cdk8s';
import {
  Certificate,
  Checks,
  Engine,
  InferenceGateway,
  Model,
  ModelPool,
  ModelRoute,
  PickerConfig,
  PickerTransport,
} from 'cdk8s-inference-gateway';
import { Authority } from './certificate';
import { Door } from './door';
import { eventually } from './eventually';
import { Example } from './example';
import type { HttpClient } from './http-client';
import { Installation } from './installation';
import { apply, kubectl, list } from './kubectl';
import { chat } from './openai';
import { appliesCleanly, diagnosed } from './story';
import { LEAN } from './test-overlay';

const MODEL = 'Qwen/Qwen3-0.6B';
const PICKER = 'qwen3-epp';
const SECRET = 'picker-tls';
const AUTHORITY = 'internal-ca';
const NAME = `${PICKER}.verified.svc.cluster.local`;

/** A team's program in which the gateway checks the picker's certificate. */
function program(outdir: string): void {
  const app = new App({ outdir });
  const chart = new Chart(app, 'verified', { namespace: 'verified' });
  Checks.of(app).exists({ kind: 'ConfigMap', namespace: 'verified', name: AUTHORITY });
  Checks.of(app).exists({ kind: 'Secret', namespace: 'verified', name: SECRET });
  const gateway = new InferenceGateway(chart, 'gateway');
  const transport = PickerTransport.verified({ certificate: Certificate.fromSecret(SECRET), caConfigMap: AUTHORITY });
  const pool = new ModelPool(chart, 'qwen3', {
    model: Model.QWEN3_0_6B,
    engine: Engine.simulator(),
    endpointPicker: PickerConfig.of({ transport }),
  });
  new ModelRoute(chart, 'everyone', { gateway, models: [pool] });
  app.synth();
}

describe('a picker whose certificate the gateway checks, on the simulator', () => {
  const example = Example.of('picker-tls', program);
  const installation = new Installation(example, [LEAN]);
  const that = diagnosed(installation);
  let authority: Authority;
  let door: Door;
  let client: HttpClient;

  const status = async () => (await client.post('/v1/chat/completions', chat(MODEL))).status;
  const trust = ({ pem }: Authority) =>
    apply({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: AUTHORITY, namespace: 'verified' },
      data: { 'ca.crt': pem },
    } as Parameters<typeof apply>[0]);
  const pickers = async () =>
    (await list('pods', 'verified', 'app.kubernetes.io/name=endpoint-picker')).map(({ metadata }) => metadata.name);
  const restart = async () => {
    await kubectl(['rollout', 'restart', `deployment/${PICKER}`, '-n', 'verified']);
    await kubectl(['rollout', 'status', `deployment/${PICKER}`, '-n', 'verified', '--timeout=120s'], { seconds: 130 });
  };

  beforeAll(async () => {
    authority = await Authority.make();
    door = Door.toGateway(example.only('Gateway'), 80);
    client = door.client('http://gateway-istio.verified.svc.cluster.local');
    await installation.install({
      prepare: async () => {
        await authority.certify(NAME, 'verified', SECRET);
        await trust(authority);
      },
      firstRequests: () => eventually(30, async () => expect(await status()).toBe(200)),
    });
  }, 400_000);

  afterAll(async () => {
    await door?.close();
    await installation.remove();
    authority?.remove();
  });

  appliesCleanly(installation, that);

  that(
    'is not believed with the certificate of another name, until it serves its own again without a restart',
    async () => {
      await authority.certify('other.verified.svc.cluster.local', 'verified', SECRET);
      await restart();
      await eventually(60, async () => expect(await status()).toBe(500));
      const before = await pickers();
      await authority.certify(NAME, 'verified', SECRET);
      await eventually(120, async () => expect(await status()).toBe(200));
      expect((await pickers()).filter((name) => !before.includes(name))).toEqual([]);
    },
    300_000,
  );

  // Connections that were believed stay: a restart of the picker ends them.
  that(
    'is not believed while another authority is trusted, or none',
    async () => {
      const stranger = await Authority.make();
      const believed = (expected: boolean) =>
        eventually(60, async () => expect(await status()).toBe(expected ? 200 : 500));
      try {
        await trust(stranger);
        await restart();
        await believed(false);
        await trust(authority);
        await believed(true);
        await kubectl(['delete', 'configmap', AUTHORITY, '-n', 'verified']);
        await restart();
        await believed(false);
        await trust(authority);
        await believed(true);
      } finally {
        stranger.remove();
      }
    },
    300_000,
  );
});
