import { AgentPool } from '@pulumi/azure-native/containerservice';
import * as pulumi from '@pulumi/pulumi';
import type { GpuPoolConfig } from '../config/pools';
import { gpuPoolArgs, type PoolPlace } from './pool-args';

export interface GpuNodePoolArgs {
  readonly pool: GpuPoolConfig;
  readonly place: PoolPlace;
}

/** One pool of GPU nodes. */
export class GpuNodePool extends pulumi.ComponentResource {
  readonly agentPool: AgentPool;

  constructor(name: string, { pool, place }: GpuNodePoolArgs, opts?: pulumi.ComponentResourceOptions) {
    super('inference-gateway:aks:GpuNodePool', name, {}, opts);
    this.agentPool = new AgentPool(name, gpuPoolArgs(pool, place), {
      parent: this,
      // The autoscaler's own.
      ignoreChanges: ['count'],
      deleteBeforeReplace: pool.replace === 'old-first',
    });
    this.registerOutputs({ agentPoolName: this.agentPool.name });
  }
}
