/** The field types of the picker's configuration file. */
export type PickerField =
  | 'text'
  | 'number'
  | 'whole'
  | 'quantity'
  | 'duration'
  | 'object'
  | readonly [PickerField]
  | { readonly [field: string]: PickerField };

const REF: PickerField = { pluginRef: 'text' };

const BAND: PickerField = {
  priority: 'whole',
  maxBytes: 'quantity',
  maxRequests: 'quantity',
  fairnessPolicyRef: 'text',
  orderingPolicyRef: 'text',
};

export const PICKER_API_VERSION = 'inference.networking.x-k8s.io/v1alpha1';
export const PICKER_KIND = 'EndpointPickerConfig';

/** EndpointPickerConfig of the Gateway API Inference Extension v1.5.0 (apix/config/v1alpha1). */
export const PICKER_FILE: PickerField = {
  apiVersion: 'text',
  kind: 'text',
  featureGates: ['text'],
  plugins: [{ name: 'text', type: 'text', parameters: 'object' }],
  schedulingProfiles: [{ name: 'text', plugins: [{ pluginRef: 'text', weight: 'number' }] }],
  saturationDetector: REF,
  dataLayer: { sources: [{ pluginRef: 'text', extractors: [REF] }] },
  flowControl: {
    maxBytes: 'quantity',
    maxRequests: 'quantity',
    defaultRequestTTL: 'duration',
    defaultPriorityBand: BAND,
    priorityBands: [BAND],
    usageLimitPolicyPluginRef: 'text',
  },
  parser: REF,
};

/** Gates that its v1.5.0 registers. */
export const PICKER_GATES = ['dataLayer', 'enableLegacyMetrics', 'flowControl'];

/** What a plugin can be referred to for. Request hooks act by being declared. */
export type PluginRole =
  | 'filter'
  | 'scorer'
  | 'picker'
  | 'profile handler'
  | 'request hook'
  | 'data source'
  | 'extractor'
  | 'parser'
  | 'saturation detector'
  | 'fairness policy'
  | 'ordering policy'
  | 'usage limit policy';

/** Plugin types that its v1.5.0 registers (cmd/epp/runner), with the interfaces that they implement. */
export const PICKER_PLUGINS: Readonly<Record<string, readonly PluginRole[]>> = {
  'approx-prefix-cache-producer': ['request hook'],
  'concurrency-detector': ['saturation detector', 'filter', 'request hook'],
  'core-metrics-extractor': ['extractor'],
  'destination-endpoint-served-verifier': ['request hook'],
  'edf-ordering-policy': ['ordering policy'],
  'endpoint-notification-source': ['data source'],
  'fcfs-ordering-policy': ['ordering policy'],
  'global-strict-fairness-policy': ['fairness policy'],
  'header-based-testing-filter': ['filter'],
  'inflight-load-producer': ['request hook'],
  'k8s-notification-source': ['data source'],
  'kv-cache-utilization-scorer': ['scorer'],
  'latency-scorer': ['scorer'],
  'latency-slo-admitter': ['request hook'],
  'lora-affinity-scorer': ['scorer'],
  'max-score-picker': ['picker'],
  'metrics-data-source': ['data source'],
  'openai-parser': ['parser'],
  'passthrough-parser': ['parser'],
  'predicted-latency-producer': ['request hook'],
  'predicted-latency-scorer': ['scorer', 'request hook'],
  'prefix-cache-affinity-filter': ['filter'],
  'prefix-cache-scorer': ['scorer'],
  'queue-scorer': ['scorer'],
  'random-picker': ['picker'],
  'request-attribute-reporter': ['request hook'],
  'round-robin-fairness-policy': ['fairness policy'],
  'running-requests-size-scorer': ['scorer'],
  'single-profile-handler': ['profile handler'],
  'slo-deadline-ordering-policy': ['ordering policy'],
  'slo-headroom-tier-filter': ['filter'],
  'static-usage-limit-policy': ['usage limit policy'],
  'token-load-scorer': ['scorer'],
  'utilization-detector': ['saturation detector', 'filter'],
  'vllmgrpc-parser': ['parser'],
  'weighted-random-picker': ['picker'],
};

/** Plugins that the picker declares itself where none of that name is declared. */
export const PICKER_DEFAULTS = [
  'fcfs-ordering-policy',
  'global-strict-fairness-policy',
  'openai-parser',
  'static-usage-limit-policy',
  'utilization-detector',
];

/** Plugins that cannot be made without parameters. */
export const PICKER_NEEDS_PARAMETERS = ['k8s-notification-source', 'request-attribute-reporter'];
