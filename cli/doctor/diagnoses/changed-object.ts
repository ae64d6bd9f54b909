import { Severity } from 'cdk8s-inference-gateway';
import type { Diagnosis } from '../diagnosis';
import { differences } from '../differences';

/** Kinds on which nobody but their owner writes. */
const KINDS = [
  'DestinationRule',
  'EnvoyFilter',
  'Gateway',
  'HTTPRoute',
  'InferencePool',
  'NetworkPolicy',
  'ReferenceGrant',
  'Role',
  'Service',
];
const SHOWN = 3;

/** Something was changed by hand, or newer manifests were not applied. */
export const changedObject: Diagnosis = {
  id: 'changed-object',
  *diagnose(cluster) {
    for (const object of cluster.manifests) {
      const live = cluster.find(object.kind, object.metadata);
      if (live === undefined || !KINDS.includes(object.kind)) continue;
      const { apiVersion: _version, kind: _kind, metadata: _metadata, ...fields } = { ...object };
      const found = differences(fields, live);
      if (found.length === 0) continue;
      const more = found.length > SHOWN ? ` and ${found.length - SHOWN} more` : '';
      yield {
        object: live,
        severity: Severity.WARNING,
        message: `is not what the manifests say: ${found.slice(0, SHOWN).join(', ')}${more}`,
        fix: 'look at kubectl diff --server-side -f DIST, then apply the manifests again',
      };
    }
  },
};
