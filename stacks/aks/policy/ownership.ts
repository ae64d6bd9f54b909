import type { ResourceValidationPolicy } from '@pulumi/policy';
import { azureType, CLUSTER, GROUP, POOL } from './resources';

/** Whose things are, and that they do not go by mistake. */
export const ownership: readonly ResourceValidationPolicy[] = [
  {
    name: 'protect',
    description: 'Resource group and cluster cannot be destroyed without a word.',
    validateResource: ({ type, opts }, report) => {
      if ([CLUSTER, GROUP].includes(azureType(type)) && !opts.protect) {
        report("'protect' is not set, so that one 'pulumi destroy' takes everything: write protect: true");
      }
    },
  },
  {
    name: 'tags',
    description: 'Resource group, cluster and pools say whose they are.',
    configSchema: { properties: { required: { type: 'array', items: { type: 'string' }, default: [] } } },
    validateResource: (args, report) => {
      if (![CLUSTER, GROUP, POOL].includes(azureType(args.type))) return;
      const { required = [] } = args.getConfig<{ readonly required?: string[] }>();
      const tags: Record<string, unknown> = args.props.tags ?? {};
      const missing = required.filter((tag) => !Object.hasOwn(tags, tag));
      if (missing.length > 0) report(`'tags' lacks ${missing.join(', ')}: write them into 'tags' of the configuration`);
    },
  },
];
