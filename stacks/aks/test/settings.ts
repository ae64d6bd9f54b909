import { type ConfigContext, readConfig, type StackConfig } from '../src/config/config';
import { Problems } from '../src/config/problems';

/** Plain values of a configuration that is right. */
export const SETTINGS = {
  location: 'swedencentral',
  access: { authorizedIpRanges: ['203.0.113.0/24'] },
  gpuPools: { a100: { vmSize: 'Standard_NC24ads_A100_v4', max: 4 } },
  workloads: { models: { chat: { model: 'QWEN3_0_6B', pool: 'a100' } } },
};

export type Settings = Record<string, unknown>;

/** Reads a configuration: its value, and what is wrong with it. */
export function read(settings: Settings, context: ConfigContext = { hasToken: false }) {
  const problems = new Problems();
  return { config: readConfig(settings, context, problems), problems: problems.all };
}

/** A configuration that must be right. */
export function configOf(change: Settings = {}, context?: ConfigContext): StackConfig {
  const { config, problems } = read({ ...SETTINGS, ...change }, context);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return config;
}

/** What is wrong with a configuration in which something was changed. */
export function problemsOf(change: Settings, context?: ConfigContext): readonly string[] {
  return read({ ...SETTINGS, ...change }, context).problems;
}
