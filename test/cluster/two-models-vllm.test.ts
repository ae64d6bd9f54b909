import { Door } from './door';
import { eventually } from './eventually';
import { Example } from './example';
import { gpusFor } from './gpus';
import type { HttpClient } from './http-client';
import { Installation } from './installation';
import { kubectl, list } from './kubectl';
import { chat, openAi, streamed } from './openai';
import { describeUnless } from './report/unless';
import { appliesCleanly, diagnosed } from './story';
import { SMALL, type TestOverlay } from './test-overlay';

const MODELS = { llama: 'llama-3.2-1b-instruct', gemma: 'gemma-2-2b-instruct' };
const CONTEXT = 8192;

/** A vLLM that really runs on a few CPUs starts slowly: one after the other, and one of each. */
const REAL = process.env.REAL_VLLM === '1';
const IN_TURN: TestOverlay[] = [
  { memory: '4Gi', replicas: { llama: 1, gemma: 0 }, tinyModel: true },
  { memory: '4Gi', replicas: { llama: 1, gemma: 1 }, tinyModel: true },
];
const START_SECONDS = REAL ? 600 : 180;
const GPUS = REAL ? 2 : 4;

const example = Example.synthesize('two-models');
const room = gpusFor(example.named('Deployment', 'llama'));
const obstacle = room < GPUS ? `vLLM needs ${GPUS} GPUs on nodes that it selects, which have ${room}` : undefined;

describeUnless(obstacle, 'two-models, on vLLM', () => {
  const installation = new Installation(example, REAL ? IN_TURN : [SMALL]);
  const that = diagnosed(installation);
  let door: Door;
  let client: HttpClient;

  beforeAll(
    async () => {
      door = Door.toGateway(example.only('Gateway'), 80);
      client = door.client('http://inference-gateway-istio.gateway.svc.cluster.local');
      await installation.install({
        prepare: async () => {
          await kubectl(['create', 'secret', 'generic', 'hf', '-n', 'models', '--from-literal=token=none']);
        },
        seconds: START_SECONDS,
        firstRequests: async () => {
          for (const model of Object.values(MODELS)) {
            await eventually(60, () => openAi(client).chat.completions.create(chat(model)));
          }
        },
      });
    },
    2 * START_SECONDS * 1000 + 300_000,
  );

  afterAll(async () => {
    await door?.close();
    await installation.remove();
  });

  appliesCleanly(installation, that);

  for (const [name, model] of Object.entries(MODELS)) {
    that(`answers and streams as ${model}`, async () => {
      const answer = await openAi(client).chat.completions.create(chat(model));
      expect(answer).toMatchObject({ model, usage: { completion_tokens: 5 } });
      const stream = await streamed(client, model);
      expect(stream).toMatchObject({ model, finishReason: 'length' });
      expect(stream.pieces).toBeGreaterThan(10);
    });

    that(`passes the rendered arguments to the servers of ${model}`, async () => {
      const pods = await list('pods', 'models', `app.kubernetes.io/instance=${name}`);
      expect(pods.length).toBe(GPUS / 2);
      for (const pod of pods) {
        const server = Door.toPod(pod, 8000);
        try {
          const { text } = await server.client('http://localhost').get('/v1/models');
          expect((JSON.parse(text) as { data: unknown[] }).data).toMatchObject([{ id: model, max_model_len: CONTEXT }]);
        } finally {
          await server.close();
        }
      }
    });
  }

  that('gives each server a GPU of its own', async () => {
    const pods = await list('pods', 'models', 'app.kubernetes.io/name=model-server');
    const limits = pods.map((pod) => pod.spec as { containers: { resources: { limits: Record<string, string> } }[] });
    expect(limits.map(({ containers }) => containers[0]?.resources.limits['nvidia.com/gpu'])).toEqual(
      Array(GPUS).fill('1'),
    );
  });
});
