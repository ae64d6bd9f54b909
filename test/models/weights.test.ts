import { Engine, Model, type ModelPoolProps, SecretKey, Weights } from 'cdk8s-inference-gateway';
import { team } from '../programs';
import { refuses } from '../refuses';
import { captured, containerOf, find } from '../render';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const token = SecretKey.of('hf', 'hub-token');

function server(weights: Weights, changes: Partial<ModelPoolProps> = {}) {
  const { app } = team({ pool: { engine: Engine.vllm(), weights, ...changes } });
  const deployment = find(app, 'Deployment', 'qwen3');
  const { egress } = find(app, 'NetworkPolicy', 'qwen3').spec;
  return { pod: deployment.spec.template.spec, container: containerOf(deployment), egress };
}

/** Names of the volume that is mounted at a path. */
function mountedAt({ container, pod }: ReturnType<typeof server>, path: string) {
  const mount = container.volumeMounts?.find(({ mountPath }) => mountPath === path);
  return { mount, volume: pod.volumes?.find(({ name }) => name === mount?.name) };
}

describe('weights of Hugging Face', () => {
  test('are downloaded into an emptyDir that has room for them', () => {
    const rendered = server(Weights.huggingFace(), { model: Model.huggingFace('acme/big', { weightsGib: 100 }) });
    const home = rendered.container.env.find(({ name }) => name === 'HF_HOME')?.value ?? '';
    const { volume } = mountedAt(rendered, `/${home.split('/')[1]}`);
    expect(Number(volume?.emptyDir?.sizeLimit?.replace('Gi', ''))).toBeGreaterThan(100);
    expect(Number(rendered.container.resources.requests['ephemeral-storage'].replace('Gi', ''))).toBeGreaterThan(100);
  });

  test('come with their token from the Secret as a file, which no variable holds', () => {
    const rendered = server(Weights.huggingFace({ token }));
    const path = rendered.container.env.find(({ name }) => name === 'HF_TOKEN_PATH')?.value ?? '';
    const { mount, volume } = mountedAt(rendered, path.replace(/\/[^/]+$/, ''));
    expect(mount?.readOnly).toBe(true);
    expect(volume?.secret?.secretName).toBe('hf');
    expect(volume?.secret?.items).toEqual([{ key: 'hub-token', path: path.split('/').pop() }]);
    expect(rendered.container.env.map(({ name }) => name)).not.toContain('HF_TOKEN');
    expect(rendered.container.env.filter(({ valueFrom }) => valueFrom?.secretKeyRef)).toEqual([]);
  });

  test('without a token mount no Secret', () => {
    expect(server(Weights.huggingFace()).pod.volumes?.filter(({ secret }) => secret)).toEqual([]);
  });

  test('are pinned with tokenizer and code to one commit', () => {
    expect(server(Weights.huggingFace({ revision: COMMIT })).container.args).toEqual(
      expect.arrayContaining([`--revision=${COMMIT}`, `--tokenizer-revision=${COMMIT}`, `--code-revision=${COMMIT}`]),
    );
  });

  test('are pinned to the commit of the model, unless to another', () => {
    const model = Model.huggingFace('acme/model', { revision: COMMIT });
    const other = COMMIT.replace('0', 'f');
    expect(server(Weights.huggingFace(), { model }).container.args).toContain(`--revision=${COMMIT}`);
    expect(server(Weights.huggingFace({ revision: other }), { model }).container.args).toContain(`--revision=${other}`);
  });

  test('without a commit warn, since they change under the pool', () => {
    const { app } = team({ pool: { engine: Engine.vllm(), model: Model.huggingFace('acme/model') } });
    const { printed } = captured(() => app.charts[0].toJson());
    expect(printed.join('')).toMatch(/'ai\/qwen3' downloads the newest commit of acme\/model/);
  });

  test('with a commit do not warn', () => {
    const model = Model.huggingFace('acme/model');
    const { app } = team({
      pool: { engine: Engine.vllm(), model, weights: Weights.huggingFace({ revision: COMMIT }) },
    });
    const { printed } = captured(() => app.charts[0].toJson());
    expect(printed.join('')).not.toContain('commit');
  });

  test('may come from public HTTPS servers only: no private network and no metadata service', () => {
    const { egress } = server(Weights.huggingFace());
    const blocks = egress?.flatMap(({ to }) => to ?? []).filter(({ ipBlock }) => ipBlock) ?? [];
    expect(blocks).toHaveLength(1);
    expect(blocks[0].ipBlock?.cidr).toBe('0.0.0.0/0');
    expect(blocks[0].ipBlock?.except).toEqual(
      expect.arrayContaining(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16', '100.64.0.0/10']),
    );
    const rule = egress?.find(({ to }) => to?.some(({ ipBlock }) => ipBlock));
    expect(rule?.ports).toEqual([{ protocol: 'TCP', port: 443 }]);
  });
});

describe('weights on a claim', () => {
  test('are mounted read-only, and served from their folder', () => {
    const rendered = server(Weights.claim('models', { path: 'llama/3.1-8b' }));
    const [, , folder] = rendered.container.command ?? [];
    expect(folder).toBe('/weights/llama/3.1-8b');
    const { mount, volume } = mountedAt(rendered, '/weights');
    expect(mount?.readOnly).toBe(true);
    expect(volume?.persistentVolumeClaim).toEqual({ claimName: 'models', readOnly: true });
  });

  test('need no network at all', () => {
    const { egress, container } = server(Weights.claim('models'));
    expect(egress).toBeUndefined();
    expect(container.env).toContainEqual({ name: 'HF_HUB_OFFLINE', value: '1' });
  });

  test('need no token for a gated model', () => {
    expect(() => server(Weights.claim('models'), { model: Model.LLAMA_3_1_8B_INSTRUCT })).not.toThrow();
  });
});

refuses(
  'a gated model without token',
  (app) => team({ pool: { engine: Engine.vllm(), model: Model.LLAMA_3_1_8B_INSTRUCT, modelName: 'llama' } }, app),
  "'weights'",
  'meta-llama/Llama-3.1-8B-Instruct is gated',
  "SecretKey.of('hf', 'token')",
);
for (const revision of ['main', 'v1.0', COMMIT.slice(1), COMMIT.toUpperCase()]) {
  refuses(
    `the revision '${revision}'`,
    () => Weights.huggingFace({ revision }),
    `'revision' (${revision})`,
    '40 hexadecimal digits',
    'copy it',
  );
}
refuses(
  'a model pinned to a branch',
  () => Model.huggingFace('acme/model', { revision: 'main' }),
  "'revision' (main)",
  '40 hexadecimal digits',
);
refuses(
  'a claim that Kubernetes does not accept',
  () => Weights.claim('My_Claim'),
  "'claim' (My_Claim)",
  "write 'my-claim'",
);
for (const path of ['/absolute', '../parent', 'a/../../b', 'with space', '']) {
  refuses(`the folder '${path}' of a claim`, () => Weights.claim('models', { path }), `'path' (${path})`, 'relative');
}

test('a simulated gated model needs no token', () => {
  const pool = { engine: Engine.simulator(), model: Model.LLAMA_3_1_8B_INSTRUCT, modelName: 'llama' };
  expect(() => team({ pool })).not.toThrow();
});
