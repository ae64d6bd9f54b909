import { PickerConfig, PickerTransport, PodSettings } from 'cdk8s-inference-gateway';
import { parse, stringify } from 'yaml';
import { team } from '../../programs';
import { refuses } from '../../refuses';
import { find } from '../../render';

interface File {
  [section: string]: unknown;
  plugins: Record<string, unknown>[];
  schedulingProfiles: { name?: string; plugins: Record<string, unknown>[] }[];
}

/** A file that the picker accepts, with a change. */
function file(change: (file: File) => unknown = () => undefined): string {
  const content: File = {
    apiVersion: 'inference.networking.x-k8s.io/v1alpha1',
    kind: 'EndpointPickerConfig',
    plugins: [{ type: 'queue-scorer' }, { type: 'max-score-picker' }],
    schedulingProfiles: [
      { name: 'default', plugins: [{ pluginRef: 'queue-scorer', weight: 2 }, { pluginRef: 'max-score-picker' }] },
    ],
  };
  change(content);
  return stringify(content);
}

const flow = (section: Record<string, unknown>) => (content: File) =>
  Object.assign(content, { featureGates: ['flowControl'], flowControl: section });
const declare = (content: File, ...types: string[]) => content.plugins.push(...types.map((type) => ({ type })));
const profileOf = (content: File) => content.schedulingProfiles[0];

// All of them were given to the real picker (v1.5.0), which loaded them.
test.each<[string, (content: File) => unknown]>([
  ['as it is', () => undefined],
  ['a weight with a fraction', (content) => Object.assign(profileOf(content).plugins[0], { weight: 0.5 })],
  ['no picker at all', (content) => [content.plugins.pop(), profileOf(content).plugins.pop()]],
  ['two scorers of a type', (content) => content.plugins.push({ type: 'queue-scorer', name: 'second' })],
  ['its profile handler by name', (content) => declare(content, 'single-profile-handler')],
  ['a gate', (content) => Object.assign(content, { featureGates: ['flowControl'] })],
  [
    'flow control with policies',
    (content) => {
      declare(content, 'round-robin-fairness-policy');
      const priorityBands = [{ priority: 1, fairnessPolicyRef: 'round-robin-fairness-policy' }];
      flow({ maxBytes: '100Mi', maxRequests: 5, defaultRequestTTL: '1m30s', priorityBands })(content);
    },
  ],
  [
    'policies that the picker declares itself',
    flow({
      usageLimitPolicyPluginRef: 'static-usage-limit-policy',
      priorityBands: [{ priority: -1, orderingPolicyRef: 'fcfs-ordering-policy' }],
    }),
  ],
  [
    'the default detector',
    (content) => Object.assign(content, { saturationDetector: { pluginRef: 'utilization-detector' } }),
  ],
  [
    'another detector',
    (content) => {
      declare(content, 'concurrency-detector');
      Object.assign(content, { saturationDetector: { pluginRef: 'concurrency-detector' } });
    },
  ],
  [
    'another parser',
    (content) => {
      declare(content, 'passthrough-parser');
      Object.assign(content, { parser: { pluginRef: 'passthrough-parser' } });
    },
  ],
  [
    'its data layer',
    (content) => {
      declare(content, 'metrics-data-source', 'core-metrics-extractor');
      const sources = [{ pluginRef: 'metrics-data-source', extractors: [{ pluginRef: 'core-metrics-extractor' }] }];
      Object.assign(content, { dataLayer: { sources } });
    },
  ],
])('a file with %s is kept whole', (_, change) => {
  const yaml = file(change);
  expect(parse(PickerConfig.fromYaml(yaml).toYaml())).toEqual(parse(yaml));
});

test.each([
  ['yes', true],
  ['010', 8],
  ['1_6', 16],
  ['1:30', '1:30'],
  ['2026-11-21', '2026-11-21'],
])('the value %s means what it means to the picker, however it is written', (value, meaning) => {
  const yaml = file().replace('type: queue-scorer', `type: queue-scorer\n    parameters: { value: ${value} }`);
  expect(parse(PickerConfig.fromYaml(yaml).toYaml()).plugins[0].parameters).toEqual({ value: meaning });
});

test('the file is what the picker reads', () => {
  const endpointPicker = PickerConfig.fromYaml(file(), { replicas: 3, transport: PickerTransport.plaintext() });
  const { app } = team({ pool: { endpointPicker } });
  const { data } = find(app, 'ConfigMap', 'qwen3-epp');
  expect(parse(data['plugins.yaml'])).toEqual(parse(file()));
  expect(find(app, 'Deployment', 'qwen3-epp').spec.replicas).toBe(3);
});

test("plugins of one's own are written as a program", () => {
  const parameters = { blockSizeTokens: 16 };
  const config = PickerConfig.custom({
    plugins: [{ type: 'prefix-cache-scorer', name: 'prefix', parameters }, { type: 'random-picker' }],
    profile: [{ pluginRef: 'prefix', weight: 3 }, { pluginRef: 'random-picker' }],
    featureGates: ['flowControl'],
    sections: { flowControl: { defaultRequestTTL: '60s' } },
  });
  expect(parse(config.toYaml())).toEqual({
    apiVersion: 'inference.networking.x-k8s.io/v1alpha1',
    kind: 'EndpointPickerConfig',
    plugins: [{ type: 'prefix-cache-scorer', name: 'prefix', parameters }, { type: 'random-picker' }],
    schedulingProfiles: [
      { name: 'default', plugins: [{ pluginRef: 'prefix', weight: 3 }, { pluginRef: 'random-picker' }] },
    ],
    featureGates: ['flowControl'],
    flowControl: { defaultRequestTTL: '60s' },
  });
});

test('the standard configuration passes its own check', () => {
  const standard = PickerConfig.of({}).toYaml();
  expect(PickerConfig.fromYaml(standard).toYaml()).toBe(standard);
});

test("a picker's pods take settings", () => {
  const endpointPicker = PickerConfig.of({ pods: PodSettings.of({ priorityClassName: 'high' }) });
  const spec = find(team({ pool: { endpointPicker } }).app, 'Deployment', 'qwen3-epp').spec.template.spec;
  expect(spec).toHaveProperty('priorityClassName', 'high');
});

// Files with which the real picker (v1.5.0) ended, or of which it ignored a part.
const REFUSED: [string, (content: File) => unknown, ...string[]][] = [
  [
    'a key of another version',
    (content) => Object.assign(content, { data: {} }),
    "'data' is unknown",
    'write one of apiVersion',
  ],
  [
    'a misspelt field',
    (content) => Object.assign(content.plugins[0], { params: {} }),
    "'plugins[0].params' is unknown",
    'parameters',
  ],
  ['a key of every object', (content) => Object.assign(content, { constructor: {} }), "'constructor' is unknown"],
  [
    'inline thresholds',
    (content) => Object.assign(content, { saturationDetector: { queueDepthThreshold: 5 } }),
    "'saturationDetector.queueDepthThreshold' is unknown",
    'write one of pluginRef',
  ],
  [
    'another apiVersion',
    (content) => Object.assign(content, { apiVersion: 'llm-d.ai/v1alpha1' }),
    "'llm-d.ai/v1alpha1 EndpointPickerConfig'",
    "write 'inference.networking.x-k8s.io/v1alpha1'",
  ],
  ['no plugin', (content) => Object.assign(content, { plugins: [] }), "'plugins' is empty"],
  [
    'an unknown plugin',
    (content) => declare(content, 'precise-prefix-cache-scorer'),
    "'plugins[2].type' (precise-prefix-cache-scorer)",
    'write one of approx-prefix-cache-producer',
  ],
  ['a plugin twice', (content) => declare(content, 'queue-scorer'), "'queue-scorer' twice", "another 'name'"],
  [
    'a plugin without its parameters',
    (content) => declare(content, 'request-attribute-reporter'),
    "'plugins[2]' (request-attribute-reporter)",
    "write 'parameters'",
  ],
  [
    'a reference to nothing',
    (content) => profileOf(content).plugins.push({ pluginRef: 'nope' }),
    "'schedulingProfiles[0].plugins[2].pluginRef' (nope) is no declared plugin",
    'write one of queue-scorer, max-score-picker',
  ],
  [
    'a parser in a profile',
    (content) => {
      declare(content, 'openai-parser');
      profileOf(content).plugins.push({ pluginRef: 'openai-parser' });
    },
    'is no filter or scorer or picker',
  ],
  [
    'two pickers',
    (content) => {
      declare(content, 'random-picker');
      profileOf(content).plugins.push({ pluginRef: 'random-picker' });
    },
    'has 2 pickers (max-score-picker, random-picker)',
    'write exactly one',
  ],
  [
    'a choice of pickers',
    (content) => {
      declare(content, 'random-picker');
      profileOf(content).plugins.pop();
    },
    'has 0 pickers',
    'write exactly one',
  ],
  [
    'two profiles',
    (content) => content.schedulingProfiles.push({ ...profileOf(content), name: 'second' }),
    "'schedulingProfiles' has 2 profiles",
    'write exactly one',
  ],
  [
    'no profile',
    (content) => Object.assign(content, { schedulingProfiles: [] }),
    "'schedulingProfiles' has 0 profiles",
  ],
  [
    'a profile without name',
    (content) => {
      delete profileOf(content).name;
    },
    "'schedulingProfiles[0].name' is missing",
    "write 'default'",
  ],
  [
    'two profile handlers',
    (content) =>
      content.plugins.push({ type: 'single-profile-handler' }, { type: 'single-profile-handler', name: 'second' }),
    'several profile handlers',
  ],
  [
    'an unknown gate',
    (content) => Object.assign(content, { featureGates: ['prepareDataPlugins'] }),
    "'featureGates' has 'prepareDataPlugins'",
    'flowControl',
  ],
  [
    'flow control without its gate',
    (content) => Object.assign(content, { flowControl: { maxBytes: 1 } }),
    "'flowControl' would be ignored",
    "featureGates: ['flowControl']",
  ],
  [
    'a policy that is not declared',
    flow({ priorityBands: [{ priority: 1, fairnessPolicyRef: 'round-robin-fairness-policy' }] }),
    "'flowControl.priorityBands[0].fairnessPolicyRef'",
    'declare a fairness policy',
  ],
  [
    'a policy of another kind',
    flow({ defaultPriorityBand: { priority: 1, orderingPolicyRef: 'global-strict-fairness-policy' } }),
    "'flowControl.defaultPriorityBand.orderingPolicyRef'",
    'no ordering policy',
  ],
  ['a duration in seconds', flow({ defaultRequestTTL: 60 }), "'flowControl.defaultRequestTTL' (60)", "write '60s'"],
  ['a quantity in words', flow({ maxBytes: 'lots' }), '\'flowControl.maxBytes\' ("lots")', "write '100Mi'"],
  [
    'a priority with a fraction',
    flow({ priorityBands: [{ priority: 1.5 }] }),
    "'flowControl.priorityBands[0].priority' (1.5)",
    'a whole number',
  ],
  [
    'a weight as text',
    (content) => Object.assign(profileOf(content).plugins[0], { weight: '2' }),
    '\'schedulingProfiles[0].plugins[0].weight\' ("2")',
    'a number',
  ],
  [
    'a detector that is not declared',
    (content) => Object.assign(content, { saturationDetector: { pluginRef: 'concurrency-detector' } }),
    "'saturationDetector.pluginRef' (concurrency-detector)",
    'declare a saturation detector',
  ],
  [
    'a scorer as detector',
    (content) => Object.assign(content, { saturationDetector: { pluginRef: 'queue-scorer' } }),
    'no saturation detector',
  ],
  [
    'a parser that is not declared',
    (content) => Object.assign(content, { parser: { pluginRef: 'vllmgrpc-parser' } }),
    "'parser.pluginRef' (vllmgrpc-parser)",
    'declare a parser',
  ],
  [
    'a source that is not declared',
    (content) =>
      Object.assign(content, { dataLayer: { sources: [{ pluginRef: 'metrics-data-source', extractors: [] }] } }),
    "'dataLayer.sources[0].pluginRef'",
    'declare a data source',
  ],
  [
    'a scorer as extractor',
    (content) => {
      declare(content, 'metrics-data-source');
      Object.assign(content, {
        dataLayer: { sources: [{ pluginRef: 'metrics-data-source', extractors: [{ pluginRef: 'queue-scorer' }] }] },
      });
    },
    "'dataLayer.sources[0].extractors[0].pluginRef' (queue-scorer)",
    'no extractor',
  ],
  ['a list instead of an object', (content) => Object.assign(content, { parser: [] }), "'parser' must be an object"],
  ['an object instead of a list', (content) => Object.assign(content, { plugins: {} }), "'plugins' must be a list"],
];
for (const [what, change, ...parts] of REFUSED) {
  refuses(`a picker's file with ${what}`, () => PickerConfig.fromYaml(file(change)), "'endpointPicker'", ...parts);
}
refuses('a file that is no object', () => PickerConfig.fromYaml('- a'), "'the file' must be an object");
refuses(
  'a broken file, by its line',
  () => PickerConfig.fromYaml('a: 1\nb: [1\nc: 2'),
  "'yaml' is no YAML in line 3, column 1",
  'correct it there',
);
refuses(
  'a key twice, by its line',
  () => PickerConfig.fromYaml('a: 1\na: 2'),
  "'yaml' is no YAML in line 2, column 1",
  'unique',
);
refuses(
  'two files in one',
  () => PickerConfig.fromYaml('a: 1\n---\na: 2'),
  "'yaml' has 2 documents",
  'write exactly one',
);
refuses('an empty file', () => PickerConfig.fromYaml(''), "'yaml' has 0 documents");
refuses(
  'plugins in the further sections',
  () => PickerConfig.custom({ plugins: [], profile: [], sections: { plugins: [] } }),
  "'sections' has 'plugins'",
  "'profile'",
);
refuses('a picker in no profile', () => PickerConfig.custom({ plugins: [{ type: 'nope' }], profile: [] }), '(nope)');
refuses('eleven pickers of a file', () => PickerConfig.fromYaml(file(), { replicas: 11 }), "'replicas' (11)");
