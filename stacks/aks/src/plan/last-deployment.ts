import * as pulumi from '@pulumi/pulumi';
import type { NodePool } from '../azure/node-pool';
import type { Fixed } from './fixed';

/** What a deployment leaves for the next one to compare with. */
export interface Deployed {
  readonly pools: NodePool[];
  readonly fixed: Fixed;
}

/** Name of the output that holds it. */
export const DEPLOYED = 'deployed';

/** What the last deployment of this stack left, if there was one. */
export async function lastDeployment(): Promise<Deployed | undefined> {
  const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const itself = new pulumi.StackReference('last-deployment', { name });
  const { value } = await itself.getOutputDetails(DEPLOYED);
  return value as Deployed | undefined;
}
