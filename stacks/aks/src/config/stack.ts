import * as pulumi from '@pulumi/pulumi';
import { readConfig, type StackConfig } from './config';
import { Problems } from './problems';

/** Settings of Pulumi.yaml that hold plain values. */
const TEXTS = ['mode', 'location', 'kubernetesVersion'];
const FLAGS = ['protect'];
const TABLES = [
  'cluster',
  'systemPool',
  'cpuPool',
  'gpuPools',
  'network',
  'access',
  'upgrades',
  'addons',
  'registry',
  'platform',
  'workloads',
  'prices',
  'allow',
  'tags',
];

/** The configuration of the stack that runs, and the token, which nobody reads in the clear. */
export interface ConfiguredStack {
  readonly config: StackConfig;
  readonly token?: pulumi.Output<string>;
}

/**
 * Reads and judges the configuration before there is any resource.
 *
 * @throws one message for everything that is wrong
 */
export function configuredStack(): ConfiguredStack {
  const source = new pulumi.Config();
  const values: Record<string, unknown> = {};
  for (const name of TEXTS) values[name] = source.get(name);
  for (const name of FLAGS) values[name] = source.getBoolean(name);
  for (const name of TABLES) values[name] = source.getObject(name);
  // `get` would warn that it is a secret: only whether it is there is looked at.
  const hasToken = (pulumi.runtime.getConfig(`${source.name}:hfToken`) ?? '') !== '';
  const problems = new Problems();
  const config = readConfig(values, { hasToken }, problems);
  if (problems.all.length > 0) throw refusal(problems.message(`The configuration of stack '${pulumi.getStack()}'`));
  return { config, ...(hasToken ? { token: source.requireSecret('hfToken') } : {}) };
}

/** An error that the CLI shows as it is. With a stack, Node 20 formats it for a quarter of a minute. */
export function refusal(message: string): pulumi.RunError {
  const error = new pulumi.RunError(message);
  error.stack = message;
  return error;
}
