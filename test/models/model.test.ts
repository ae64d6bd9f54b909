import { Engine, Model, ModelTask, SecretKey, Weights } from 'cdk8s-inference-gateway';
import { team } from '../programs';
import { refuses } from '../refuses';
import { containerOf, find, flagOf, objectsOf } from '../render';

/** The name under which a pool is served, as argument, header value and entry of the router's table. */
function servedAs(model: Model, modelName?: string): string[] {
  const { app } = team({ pool: { model, modelName } });
  const objects = objectsOf(app);
  return [
    flagOf(containerOf(find(objects, 'Deployment', 'qwen3')).args, 'served-model-name') ?? '',
    find(objects, 'HTTPRoute', 'everyone').spec.rules[0].matches[0].headers?.[0].value ?? '',
    objects.map((object) => (object.data as { baseModel?: string } | undefined)?.baseModel).find((name) => name) ?? '',
  ];
}

test("a pool's modelName goes before all others", () => {
  const model = Model.huggingFace('acme/model', { servedName: 'served' });
  expect(new Set(servedAs(model, 'public'))).toEqual(new Set(['public']));
});

test("the model's servedName goes before its id", () => {
  expect(new Set(servedAs(Model.huggingFace('acme/model', { servedName: 'served' })))).toEqual(new Set(['served']));
});

test('without another name a model is served under its id', () => {
  expect(new Set(servedAs(Model.huggingFace('acme/model')))).toEqual(new Set(['acme/model']));
});

test.each(['/v1/chat/completions', '/v1/completions', '/v1/responses'])(
  'a model that generates has the path %s',
  (path) => {
    const { rules } = find(team().app, 'HTTPRoute', 'everyone').spec;
    expect(rules[0].matches.map((match) => match.path.value)).toContain(path);
  },
);

test('an embedding model has the path of embeddings only', () => {
  const model = Model.huggingFace('acme/embed', { task: ModelTask.EMBED });
  const { rules } = find(team({ pool: { model } }).app, 'HTTPRoute', 'everyone').spec;
  expect(rules[0].matches.map((match) => match.path)).toEqual([{ type: 'Exact', value: '/v1/embeddings' }]);
});

const KNOWN = Object.entries(Model).filter((entry): entry is [string, Model] => entry[1] instanceof Model);

test.each(KNOWN)('%s is served by vLLM on one GPU per pod', (_, model) => {
  const weights = Weights.huggingFace({ token: model.gated ? SecretKey.of('hf', 'token') : undefined });
  const { app } = team({ pool: { model, modelName: undefined, engine: Engine.vllm(), weights } });
  const { command, args, resources } = containerOf(find(app, 'Deployment', 'qwen3'));
  expect(command).toEqual(['vllm', 'serve', model.id]);
  expect(flagOf(args, 'served-model-name')).toBe(model.id);
  expect(resources.limits['nvidia.com/gpu']).toBe('1');
});

test.each(KNOWN)('the heads of %s can be split over two GPUs', (_, model) => {
  expect((model.attentionHeads ?? Number.NaN) % 2).toBe(0);
});

for (const id of ['', 'a b', '/absolute', '../parent', 'a/b/c', '-model', 'org/', '$(evil)']) {
  refuses(`the model id '${id}'`, () => Model.huggingFace(id), `'id' (${id})`, "write 'Qwen/Qwen3-0.6B'");
}
for (const servedName of ['', 'a b', '-x', 'ünï', 'a\tb', 'm'.repeat(129), 'model.', '.model', 'model/', '"quoted"']) {
  refuses(
    `the served name ${JSON.stringify(servedName.slice(0, 20))} of ${servedName.length} characters`,
    () => Model.huggingFace('acme/model', { servedName }),
    "'servedName' (",
    'at most 128 characters',
    "write 'llama-3.1-8b'",
  );
}
refuses(
  'a modelName that no header can carry',
  (app) => team({ pool: { modelName: 'my model' } }, app),
  "'modelName' (my model)",
  'letters, digits',
);
for (const property of ['attentionHeads', 'weightsGib', 'maxModelLength'] as const) {
  for (const value of [0, -1, Number.NaN]) {
    refuses(
      `${value} as ${property}`,
      () => Model.huggingFace('acme/model', { [property]: value }),
      `'${property}' (${value})`,
      'must be more than 0',
      'leave it out',
    );
  }
}
