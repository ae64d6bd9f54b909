import { Engine, Gpu, GpuNode, Model, type ModelOptions, ModelTask, type VllmOptions } from 'cdk8s-inference-gateway';
import { VLLM_REASONING_PARSERS, VLLM_TOOL_PARSERS } from '../../../lib/models/vllm/vllm-parsers';
import { team } from '../../programs';
import { refuses } from '../../refuses';
import { containerOf, find } from '../../render';

function argumentsOf(model: Model, options?: VllmOptions): string[] {
  const { app } = team({ pool: { model, engine: Engine.vllm(options), weights: undefined } });
  return containerOf(find(app, 'Deployment', 'qwen3')).args;
}
const withFacts = (facts: ModelOptions, options?: VllmOptions) => () =>
  argumentsOf(Model.huggingFace('acme/model', facts), options);

const FLAGS = /^--(enable-auto-tool-choice|tool-call-parser|reasoning-parser|chat-template)/;

test('a model that calls tools does so when it sees fit, and its thoughts are told from its answer', () => {
  expect(argumentsOf(Model.QWEN3_0_6B).filter((arg) => FLAGS.test(arg))).toEqual([
    '--reasoning-parser=qwen3',
    '--enable-auto-tool-choice',
    '--tool-call-parser=hermes',
  ]);
});

test('nothing is said of a model of which nothing is known', () => {
  expect(withFacts({})().filter((arg) => FLAGS.test(arg))).toEqual([]);
});

test('another chat template is a file', () => {
  const chatTemplate = '/vllm-workspace/examples/tool_chat_template_mistral_parallel.jinja';
  expect(withFacts({ chatTemplate })()).toContain(`--chat-template=${chatTemplate}`);
});

const KNOWN = Object.values(Model).filter((value): value is Model => value instanceof Model);

test('the parsers of the catalogue are known to all versions that are accepted', () => {
  const names = KNOWN.map(({ toolParser = 'hermes', reasoningParser = 'qwen3' }) => [
    VLLM_TOOL_PARSERS[toolParser],
    VLLM_REASONING_PARSERS[reasoningParser],
  ]);
  expect(new Set(names.flat())).toEqual(new Set(['']));
});

test('every model of the catalogue that generates has the figures of its cache', () => {
  const unknown = KNOWN.filter(({ task, kvCache }) => task === ModelTask.GENERATE && kvCache === undefined);
  expect(unknown.map(({ id }) => id)).toEqual([]);
});

test('other facts take the place of those of the catalogue, and the rest stays', () => {
  const model = Model.QWEN3_0_6B.withFacts({ servedName: 'qwen', reasoningParser: 'deepseek_r1' });
  const { id, servedName, reasoningParser, toolParser, weightsGib } = model;
  expect([id, servedName, reasoningParser, toolParser]).toEqual(['Qwen/Qwen3-0.6B', 'qwen', 'deepseek_r1', 'hermes']);
  expect(weightsGib).toBe(Model.QWEN3_0_6B.weightsGib);
});

test('a parser of a newer version may be named with that version, or with an image of its own', () => {
  const facts = { toolParser: 'musespark1x' };
  expect(withFacts(facts, { version: 'v0.33.1' })()).toContain('--tool-call-parser=musespark1x');
  expect(withFacts({ toolParser: 'mine' }, { image: 'example.com/vllm:v1' })()).toContain('--tool-call-parser=mine');
});

refuses(
  'a tool parser that vLLM does not know',
  withFacts({ toolParser: 'hermes2' }),
  "'toolParser' (hermes2) is no parser of vLLM",
  'hermes, ',
);
refuses('a parser of the prototype', withFacts({ toolParser: 'constructor' }), "'toolParser' (constructor)");
refuses(
  'a reasoning parser that is one of tools',
  withFacts({ reasoningParser: 'hermes' }),
  "'reasoningParser' (hermes) is no parser of vLLM",
  'qwen3',
);
refuses(
  'a parser that the version does not know',
  withFacts({ toolParser: 'gemma4' }, { version: 'v0.18.1' }),
  "'toolParser' (gemma4) is no parser of vLLM v0.18.1, but of 0.32.0, 0.33.0",
  "set 'version'",
);
for (const toolParser of ['', 'a b', '--hermes']) {
  refuses(`the parser '${toolParser}'`, withFacts({ toolParser }), `'toolParser' (${toolParser})`, "'hermes'");
}
refuses(
  'tools of a model that does not generate',
  withFacts({ toolParser: 'hermes', task: ModelTask.EMBED }),
  "'toolParser' (hermes)",
  'acme/model, which generates no text',
  'leave it out',
);
for (const chatTemplate of ['template.jinja', '{{ messages }}', '/a/../b.jinja', '/a b', '$(X)']) {
  refuses(
    `the chat template ${chatTemplate}`,
    withFacts({ chatTemplate }),
    `'chatTemplate' (${chatTemplate})`,
    'absolute path',
  );
}
test('an engine without GPUs serves any model', () => {
  const model = Model.huggingFace('acme/model', { toolParser: 'mine' });
  const node = GpuNode.any({ gpu: Gpu.mig('1g.10gb') });
  expect(() => team({ pool: { model, node, engine: Engine.simulator() } })).not.toThrow();
});
