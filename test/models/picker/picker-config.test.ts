import { PickerConfig, type PickerConfigProps } from 'cdk8s-inference-gateway';
import { parse } from 'yaml';
import { ACCESS_LOG_FIELDS } from '../../../lib/audit/access-log-field';
import { team } from '../../programs';
import { refuses } from '../../refuses';
import { find } from '../../render';

interface Configuration {
  readonly plugins: { readonly type: string }[];
  readonly schedulingProfiles: { readonly plugins: { readonly pluginRef: string; readonly weight?: number }[] }[];
}

function configuration(props: PickerConfigProps = {}): Configuration {
  return parse(PickerConfig.of(props).toYaml());
}

function weights(props: PickerConfigProps = {}): Record<string, number | undefined> {
  const [{ plugins }] = configuration(props).schedulingProfiles;
  return Object.fromEntries(plugins.map(({ pluginRef, weight }) => [pluginRef, weight]));
}

test('the picker weighs queue, cache, prefix and adapter, then takes the best', () => {
  expect(weights()).toEqual({
    'queue-scorer': 2,
    'kv-cache-utilization-scorer': 2,
    'prefix-cache-scorer': 3,
    'lora-affinity-scorer': 1,
    'max-score-picker': undefined,
  });
});

test('each weight belongs to its scorer', () => {
  const own = { queue: 4, kvCacheUtilization: 5, prefixCache: 6, loraAffinity: 7 };
  expect(Object.values(weights({ weights: own }))).toEqual([4, 5, 6, 7, undefined]);
});

test('a weight of 0 leaves its scorer out', () => {
  expect(Object.keys(weights({ weights: { prefixCache: 0 } }))).toEqual([
    'queue-scorer',
    'kv-cache-utilization-scorer',
    'lora-affinity-scorer',
    'max-score-picker',
  ]);
});

test('every plugin of the profile is declared, and the other way round', () => {
  for (const props of [{}, { weights: { queue: 0, loraAffinity: 0 } }]) {
    const { plugins, schedulingProfiles } = configuration(props);
    // What reports usage stands in no profile.
    const scoring = plugins.map(({ type }) => type).filter((type) => type !== 'request-attribute-reporter');
    expect(schedulingProfiles[0].plugins.map(({ pluginRef }) => pluginRef)).toEqual(scoring);
  }
});

test('the picker tells the access log how many tokens a server has counted', () => {
  const { plugins } = parse(PickerConfig.of({}).toYaml());
  const labels = Object.values(ACCESS_LOG_FIELDS).map(({ value }) => value);
  const keys = plugins.flatMap(({ parameters }: { parameters?: { attributes: { key: { name: string } }[] } }) =>
    (parameters?.attributes ?? []).map(({ key }) => key.name),
  );
  expect(keys).toHaveLength(2);
  for (const key of keys) expect(labels).toContain(`%DYNAMIC_METADATA(envoy.lb:${key})%`);
});

test('another configuration is another pod, since the picker reads its file once', () => {
  const annotations = (endpointPicker: PickerConfig) =>
    find(team({ pool: { endpointPicker } }).app, 'Deployment', 'qwen3-epp').spec.template.metadata.annotations;
  const first = annotations(PickerConfig.of({ weights: { queue: 1 } }));
  expect(first).not.toEqual(annotations(PickerConfig.of({ weights: { queue: 2 } })));
  expect(first).toEqual(annotations(PickerConfig.of({ weights: { queue: 1 } })));
});

for (const replicas of [0, -1, 1.5, 11]) {
  refuses(
    `${replicas} pickers`,
    () => PickerConfig.of({ replicas }),
    `'replicas' (${replicas})`,
    'from 1 to 10',
    'write 2',
  );
}
for (const property of ['queue', 'kvCacheUtilization', 'prefixCache', 'loraAffinity'] as const) {
  for (const value of [-1, 0.5, 101]) {
    refuses(
      `${value} as the weight of ${property}`,
      () => PickerConfig.of({ weights: { [property]: value } }),
      `'weights.${property}' (${value})`,
      'from 0 to 100',
    );
  }
}
