import type { IConstruct } from 'constructs';
import { ExistingGateway } from '../gateway/existing-gateway';
import { InferenceGateway } from '../gateway/inference-gateway';
import { ExistingPool } from '../models/existing-pool';
import { GpuQuota } from '../models/hardware/gpu-quota';
import { ModelPool } from '../models/model-pool';
import { ModelRoute } from '../tenants/model-route';
import { TenantRoute } from '../tenants/tenant-route';

/** The constructs of a program that a contract speaks of, each kind in the order of the tree. */
export class Platform {
  public readonly gateways: (InferenceGateway | ExistingGateway)[];
  public readonly routes: (ModelRoute | TenantRoute)[];
  public readonly pools: (ModelPool | ExistingPool)[];
  public readonly gpuQuotas: GpuQuota[];

  constructor(root: IConstruct) {
    const all = root.node.findAll();
    this.gateways = all.filter((one) => one instanceof InferenceGateway || one instanceof ExistingGateway);
    this.routes = all.filter((one) => one instanceof ModelRoute || one instanceof TenantRoute);
    this.pools = all.filter((one) => one instanceof ModelPool || one instanceof ExistingPool);
    this.gpuQuotas = all.filter((one) => one instanceof GpuQuota);
  }

  /** Gateways that this program makes. */
  public get ownGateways(): InferenceGateway[] {
    return this.gateways.filter((one) => one instanceof InferenceGateway);
  }

  /** Tenants. */
  public get tenants(): TenantRoute[] {
    return this.routes.filter((one) => one instanceof TenantRoute);
  }
}
