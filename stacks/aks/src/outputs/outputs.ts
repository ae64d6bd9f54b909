import type { NodeRoom } from 'cdk8s-inference-gateway';
import type { StackConfig } from '../config/config';
import { fixedSettings } from '../plan/fixed';
import { DEPLOYED, type Deployed } from '../plan/last-deployment';
import { countedPools, poolOutputs } from '../plan/plan';
import { gatewayAddress, snippets } from './snippets';

/** The outputs that follow from the configuration alone. */
export function plainOutputs(config: StackConfig, rooms: readonly NodeRoom[]): Record<string, unknown> {
  const { mode, workloads, platform } = config;
  const deployed: Deployed = { pools: countedPools(config, rooms), fixed: fixedSettings(config) };
  return {
    istioVersion: platform.istio.version,
    ...(mode === 'create' ? { ...poolOutputs(config, rooms), [DEPLOYED]: deployed } : {}),
    ...(workloads.enabled && workloads.models.length > 0
      ? { gateway: gatewayAddress(workloads), models: snippets(workloads) }
      : {}),
  };
}
