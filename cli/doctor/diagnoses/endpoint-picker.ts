import { Severity } from 'cdk8s-inference-gateway';
import type { Diagnosis } from '../diagnosis';
import { serviceFault } from '../service-state';

/** A pool's endpoint picker cannot be asked. No condition says so once the route was accepted. */
export const endpointPicker: Diagnosis = {
  id: 'endpoint-picker',
  *diagnose(cluster) {
    for (const pool of cluster.pools) {
      const { endpointPickerRef: picker } = pool.spec;
      const { namespace = '' } = pool.metadata;
      if (picker === undefined) continue;
      const fault = serviceFault(cluster, { namespace, name: picker.name, port: picker.port?.number });
      if (fault === undefined) continue;
      const open = picker.failureMode === 'FailOpen';
      const follows = open
        ? 'requests go round robin, without a picker'
        : `every request to InferencePool ${namespace}/${pool.metadata.name} ends with 500`;
      yield {
        object: fault.object ?? pool,
        severity: open ? Severity.WARNING : Severity.ERROR,
        message: `${fault.object === undefined ? 'has no picker to ask: ' : 'is the picker of a pool and '}${fault.message}, so ${follows}`,
        fix: fault.fix,
      };
    }
  },
};
