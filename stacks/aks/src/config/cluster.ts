import type { Problems } from './problems';
import type { Section } from './section';

/** The cluster: to be made, or made by somebody else. */
export interface ClusterConfig {
  readonly name: string;
  readonly resourceGroup: string;
  /** Context of the kubeconfig for a cluster that Azure does not know. */
  readonly context?: string;
}

export function readCluster(section: Section, mode: 'create' | 'existing', problems: Problems): ClusterConfig {
  const context = section.text('context');
  const name = section.text('name', {
    fallback: 'inference',
    pattern: /^[A-Za-z0-9]([\w-]{0,61}[A-Za-z0-9])?$/,
    allowed: '1 to 63 letters, digits, hyphens and underscores',
  });
  const cluster = {
    name,
    resourceGroup: section.text('resourceGroup', {
      fallback: name,
      pattern: /^[\w().-]{0,89}[\w()-]$/,
      allowed: 'at most 90 letters, digits, dots, hyphens, underscores and parentheses',
    }),
    context,
  };
  section.done();
  if (mode === 'create' && context !== undefined) {
    problems.add(`'cluster.context' (${context}) names a cluster that exists: write mode: existing, or leave it out`);
  }
  if (mode === 'existing' && context === undefined && !(section.has('name') && section.has('resourceGroup'))) {
    problems.add(
      "'cluster.name' and 'cluster.resourceGroup' are missing: write those of the existing cluster, or 'cluster.context' of your kubeconfig",
    );
  }
  return cluster;
}
