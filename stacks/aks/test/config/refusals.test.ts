import { problemsOf, type Settings } from '../settings';

const pool = (change: Settings) => ({ gpuPools: { a100: { vmSize: 'Standard_NC24ads_A100_v4', ...change } } });
const model = (change: Settings) => ({
  workloads: { models: { chat: { model: 'QWEN3_0_6B', pool: 'a100', ...change } } },
});

/** What is wrong, the change that makes it wrong, and a part of the sentence. */
const REFUSALS: [string, Settings, string][] = [
  ['a misspelt setting', { gpupools: {} }, "'gpupools' is no setting: write one of access,"],
  ['a misspelt setting of a pool', pool({ vmsize: 'x' }), "'gpuPools.a100.vmsize' is no setting"],
  ['a mode that is none', { mode: 'make' }, "'mode' (make) must be one of create, existing"],
  ['no region', { location: '' }, "'location' is missing: write the Azure region"],
  ['a region that is none', { location: 'Sweden Central' }, "'location' (Sweden Central) must be a region such as"],
  [
    'a patch version of Kubernetes',
    { kubernetesVersion: '1.35.4' },
    "'kubernetesVersion' (1.35.4) must be a minor version",
  ],
  [
    'a pool with a capital',
    { gpuPools: { A100: { vmSize: 'Standard_NC24ads_A100_v4' } } },
    "'gpuPools' has the name A100",
  ],
  [
    'a pool with a long name',
    { gpuPools: { a100a100a: { vmSize: 'Standard_NC24ads_A100_v4' } } },
    'the name a100a100a',
  ],
  ['a GPU pool called cpu', { gpuPools: { cpu: { vmSize: 'Standard_NC24ads_A100_v4' } } }, 'neither system nor cpu'],
  ['a pool without a size', { gpuPools: { a100: {} } }, "'gpuPools.a100.vmSize' is missing"],
  ['a size without GPUs', pool({ vmSize: 'Standard_D8ds_v5' }), "'vmSize' (Standard_D8ds_v5) has no GPU"],
  [
    'a size that nobody knows',
    pool({ vmSize: 'Standard_NC12x_Z9_v9' }),
    "'vmSize' (Standard_NC12x_Z9_v9) is not known here",
  ],
  ['a part of a GPU', pool({ vmSize: 'Standard_NV6ads_A10_v5' }), 'has a part of a GPU only'],
  ['GPUs of AMD', pool({ vmSize: 'Standard_ND96isr_MI300X_v5', gpus: 8 }), 'has GPUs of AMD'],
  ['a maximum below the minimum', pool({ min: 3, max: 2 }), "'gpuPools.a100.max' (2) must not be below 'min' (3)"],
  ['a maximum of none', pool({ max: 0 }), "'gpuPools.a100.max' (0) must be a whole number from 1 to 1000"],
  ['half a node', pool({ max: 1.5 }), "'gpuPools.a100.max' (1.5) must be a whole number"],
  ['a number in quotes', pool({ max: '4' }), "'gpuPools.a100.max' (4) must be a whole number"],
  ['a system pool at 0', { systemPool: { min: 0 } }, "'systemPool.min' (0) must be a whole number from 1"],
  ['a CPU pool at 0', { cpuPool: { min: 0 } }, "'cpuPool.min' (0) must be a whole number from 1"],
  [
    'slices of a GPU that has none',
    pool({ vmSize: 'Standard_NC4as_T4_v3', mig: 'MIG1g' }),
    "'mig' (MIG1g) needs GPUs that can be sliced",
  ],
  ['slices that are none', pool({ mig: 'MIG5g' }), "'gpuPools.a100.mig' (MIG5g) must be one of none, MIG1g"],
  [
    'a taint without a value',
    pool({ taint: 'gpu:NoSchedule' }),
    "'gpuPools.a100.taint' (gpu:NoSchedule) must be key=value:Effect",
  ],
  ['a taint with another effect', pool({ taint: 'gpu=1:Never' }), "'gpuPools.a100.taint' (gpu=1:Never)"],
  ['no way to upgrade', pool({ maxSurge: '0', maxUnavailable: '0' }), "'maxUnavailable' (0) are both 0"],
  [
    'a surge of spot nodes',
    pool({ spot: true, maxSurge: '1' }),
    "'gpuPools.a100.maxSurge' (1) cannot be set on a spot pool",
  ],
  [
    'unavailable spot nodes',
    pool({ spot: true, maxUnavailable: '1' }),
    "'gpuPools.a100.maxUnavailable' (1) cannot be set",
  ],
  ['a zone that is none', pool({ zones: ['4'] }), "'gpuPools.a100.zones[0]' (4) must be a zone: '1', '2' or '3'"],
  [
    'a small disk',
    pool({ osDiskSizeGb: 30 }),
    "'gpuPools.a100.osDiskSizeGb' (30) must be a whole number from 128 to 2048",
  ],
  [
    'a network that is none',
    { network: { vnetCidr: '10.0.0.0/33' } },
    "'network.vnetCidr' (10.0.0.0/33) must be a range",
  ],
  ['host bits', { network: { podCidr: '10.244.0.1/16' } }, "'network.podCidr' (10.244.0.1/16) must be a range"],
  [
    'pods in the network',
    { network: { podCidr: '10.40.0.0/16' } },
    "'network.podCidr' (10.40.0.0/16) overlaps 'network.vnetCidr'",
  ],
  [
    'services in the pods',
    { network: { serviceCidr: '10.244.0.0/20', dnsServiceIp: '10.244.0.10' } },
    "'network.serviceCidr' (10.244.0.0/20) overlaps 'network.podCidr'",
  ],
  [
    'nodes outside the network',
    { network: { nodeCidr: '10.99.0.0/20' } },
    "must lie in 'network.vnetCidr' (10.40.0.0/16)",
  ],
  [
    'a DNS address elsewhere',
    { network: { dnsServiceIp: '10.0.0.10' } },
    "'network.dnsServiceIp' (10.0.0.10) must be an address of",
  ],
  ['a way out without its route', { network: { outbound: 'userDefinedRouting' } }, "needs 'network.routeTableId'"],
  ['an API server for everybody', { access: {} }, 'so that the API server answers the whole internet'],
  [
    'a private API server with ranges',
    { access: { privateCluster: true, authorizedIpRanges: ['203.0.113.0/24'] } },
    'exclude each other',
  ],
  [
    'a range that is none',
    { access: { authorizedIpRanges: ['office'] } },
    "'access.authorizedIpRanges' has office, which is no range",
  ],
  [
    'too many ranges',
    { access: { authorizedIpRanges: Array.from({ length: 201 }, (_, i) => `10.0.${i}.0/24`) } },
    'has 201 ranges: AKS takes 200',
  ],
  [
    'a group that is no id',
    { access: { privateCluster: true, adminGroupObjectIds: ['admins'] } },
    "'access.adminGroupObjectIds[0]' (admins)",
  ],
  [
    'a login that waits',
    { access: { privateCluster: true, kubelogin: 'devicecode' } },
    "'access.kubelogin' (devicecode) must be one of azurecli",
  ],
  ['a short window', { upgrades: { hours: 2 } }, "'upgrades.hours' (2) must be a whole number from 4 to 24"],
  ['a day that is none', { upgrades: { day: 'Caturday' } }, "'upgrades.day' (Caturday) must be one of Monday"],
  [
    'security patches for AzureLinux',
    { ...pool({ osSku: 'AzureLinux' }), upgrades: { nodeChannel: 'SecurityPatch' } },
    'is not there for GPU pools of AzureLinux',
  ],
  [
    'two registries',
    {
      registry: {
        name: 'models',
        id: '/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/r',
      },
    },
    'are two registries',
  ],
  [
    'an Istio before inference',
    { platform: { istio: { version: '1.26.0' } } },
    "'platform.istio.version' (1.26.0) is older than",
  ],
  [
    'a context of a new cluster',
    { cluster: { context: 'kind' } },
    "'cluster.context' (kind) names a cluster that exists",
  ],
  [
    'an existing cluster without a name',
    { mode: 'existing' },
    "'cluster.name' and 'cluster.resourceGroup' are missing",
  ],
  [
    'a model on no pool',
    model({ pool: 'h100' }),
    "'workloads.models.chat.pool' (h100) must be one of 'gpuPools' (a100)",
  ],
  ['vLLM without GPUs', model({ pool: undefined }), "'workloads.models.chat.pool' is missing"],
  [
    'a model on a stopped pool',
    { ...pool({ stopped: true }), ...model({}) },
    "'workloads.models.chat.pool' (a100) is stopped",
  ],
  [
    'a model that is none',
    model({ model: 'no such model' }),
    "'workloads.models.chat.model' (no such model) is no model",
  ],
  [
    'a gated model without a token',
    model({ model: 'LLAMA_3_1_8B_INSTRUCT' }),
    "'hfToken' is missing, but model 'chat'",
  ],
  [
    'models for the whole internet',
    { workloads: { exposure: 'public', hostnames: ['ai.example.com'] } },
    'lets everybody on the internet use the models',
  ],
  ['no hostname outside', { workloads: { exposure: 'internal' } }, "'workloads.hostnames' is empty"],
  ['a price of nothing', { prices: { Standard_D4ds_v5: 0 } }, "'prices.Standard_D4ds_v5' (0) must be a number above 0"],
  [
    'a word that allows nothing',
    { allow: ['everything'] },
    "'allow[0]' (everything) must be one of cluster-replacement",
  ],
];

test.each(REFUSALS)('refuses %s', (_, change, sentence) => {
  expect(problemsOf(change).join('\n')).toContain(sentence);
});
