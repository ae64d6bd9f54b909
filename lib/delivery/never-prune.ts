/** Kinds whose deletion deletes data or everything that lives in them. */
const KEPT = ['Namespace', 'PersistentVolumeClaim'];

/** For Argo CD, Helm and Flux: no GitOps tool may prune these, whichever is used. */
const NEVER_PRUNE = {
  'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
  'helm.sh/resource-policy': 'keep',
  'kustomize.toolkit.fluxcd.io/prune': 'disabled',
};

/** Annotations that keep an object from being pruned, if its kind needs them. */
export function neverPrune(kind: string): Record<string, string> {
  return KEPT.includes(kind) ? NEVER_PRUNE : {};
}
