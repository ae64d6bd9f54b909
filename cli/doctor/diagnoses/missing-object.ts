import type { Diagnosis } from '../diagnosis';

/** Something that was synthesized is not in the cluster. */
export const missingObject: Diagnosis = {
  id: 'missing-object',
  *diagnose(cluster) {
    const gone = new Set(
      cluster.manifests
        .filter(({ kind, metadata }) => kind === 'Namespace' && cluster.find(kind, metadata) === undefined)
        .map(({ metadata }) => metadata.name),
    );
    for (const object of cluster.manifests) {
      const { kind, metadata } = object;
      const { namespace, name } = metadata;
      if (cluster.find(kind, metadata) !== undefined || gone.has(namespace ?? '')) continue;
      if (kind === 'Namespace' && !cluster.sees(kind)) continue;
      if (kind !== 'Namespace' && !cluster.sees(kind, namespace)) continue;
      const all = kind === 'Namespace' ? ', nor is anything in it' : '';
      yield {
        object,
        message: `is in the manifests, but not in the cluster${all}`,
        fix: `apply the manifests again: kubectl apply --server-side -f DIST, and find out who removed ${kind} ${name}`,
      };
    }
  },
};
