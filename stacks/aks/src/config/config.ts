import { Versions } from 'cdk8s-inference-gateway';
import { type AccessConfig, readAccess } from './access';
import { type AddonsConfig, readAddons } from './addons';
import { type ClusterConfig, readCluster } from './cluster';
import { type NetworkConfig, readNetwork } from './network';
import { type PlatformConfig, readPlatform } from './platform';
import { type GpuPoolConfig, type NodePoolConfig, readCpuPool, readGpuPools, readSystemPool } from './pools';
import type { Problems } from './problems';
import { Section } from './section';
import { readUpgrades, type UpgradesConfig } from './upgrades';
import { readWorkloads, type WorkloadsConfig } from './workloads';

/** Words that allow what is refused otherwise. */
export const ALLOWANCES = ['cluster-replacement', 'system-pool-change', 'open-api-server', 'old-driver'] as const;
export type Allowance = (typeof ALLOWANCES)[number];

/** The whole configuration, checked. */
export interface StackConfig {
  readonly mode: 'create' | 'existing';
  readonly location: string;
  readonly kubernetesVersion: string;
  readonly cluster: ClusterConfig;
  readonly systemPool: NodePoolConfig;
  readonly cpuPool: NodePoolConfig;
  readonly gpuPools: GpuPoolConfig[];
  readonly network: NetworkConfig;
  readonly access: AccessConfig;
  readonly upgrades: UpgradesConfig;
  readonly addons: AddonsConfig;
  readonly platform: PlatformConfig;
  readonly workloads: WorkloadsConfig;
  /** USD an hour by VM size, instead of those of the table. */
  readonly prices: Record<string, number>;
  readonly protect: boolean;
  readonly allow: Allowance[];
  readonly tags: Record<string, string>;
}

/** What the validator knows besides the plain values. */
export interface ConfigContext {
  /** Whether a token of Hugging Face is configured: its value is never read here. */
  readonly hasToken: boolean;
}

/** Reads plain values; every problem is in `problems`, and the value is of use only if there is none. */
export function readConfig(
  values: Record<string, unknown>,
  { hasToken }: ConfigContext,
  problems: Problems,
): StackConfig {
  const root = new Section(problems, '', values);
  const mode = root.oneOf('mode', ['create', 'existing'] as const, 'create');
  const gpuPools = readGpuPools(root.table('gpuPools'), problems);
  const config: StackConfig = {
    mode,
    location: root.text('location', {
      fallback: '',
      pattern: /^[a-z]+[a-z0-9]*$/,
      allowed: 'a region such as swedencentral',
    }),
    kubernetesVersion: root.text('kubernetesVersion', {
      fallback: Versions.KUBERNETES.lock,
      pattern: /^1\.\d+$/,
      allowed: `a minor version such as ${Versions.KUBERNETES.lock}`,
    }),
    cluster: readCluster(root.section('cluster'), mode, problems),
    systemPool: readSystemPool(root.section('systemPool'), problems),
    cpuPool: readCpuPool(root.section('cpuPool'), problems),
    gpuPools,
    network: readNetwork(root.section('network'), problems),
    access: readAccess(root.section('access'), problems),
    upgrades: readUpgrades(root.section('upgrades')),
    addons: readAddons(root.section('addons'), root.section('registry')),
    platform: readPlatform(root.section('platform'), problems),
    workloads: readWorkloads(root.section('workloads'), gpuPools, hasToken, problems),
    prices: root.numbers('prices'),
    protect: root.flag('protect', true),
    allow: readAllow(root),
    tags: root.record('tags'),
  };
  root.done();
  if (mode === 'create') createdCluster(config, problems);
  return config;
}

/** What a cluster that is made here needs besides. */
function createdCluster(config: StackConfig, problems: Problems): void {
  const { authorizedIpRanges, privateCluster } = config.access;
  if (authorizedIpRanges.length === 0 && !privateCluster && !config.allow.includes('open-api-server')) {
    problems.add(
      "'access.authorizedIpRanges' is empty, so that the API server answers the whole internet: write your own ranges, privateCluster: true, or allow: [open-api-server]",
    );
  }
  const { nodeChannel } = config.upgrades;
  const azureLinux = config.gpuPools.find(({ osSku }) => osSku === 'AzureLinux');
  if (nodeChannel === 'SecurityPatch' && azureLinux !== undefined) {
    problems.add(
      `'upgrades.nodeChannel' (SecurityPatch) is not there for GPU pools of AzureLinux ('gpuPools.${azureLinux.name}'): write NodeImage`,
    );
  }
  if (config.location === '') {
    problems.add("'location' is missing: write the Azure region, such as swedencentral");
  }
}

function readAllow(root: Section): Allowance[] {
  const allowed = `one of ${ALLOWANCES.join(', ')}`;
  return root.texts('allow', { pattern: new RegExp(`^(${ALLOWANCES.join('|')})$`), allowed }) as Allowance[];
}
