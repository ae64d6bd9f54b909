import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Ends pods of nodes that have no kubelet once they are told to end: a server without requests ends at once, but here
 * nobody would tell the API server before its whole grace period is over.
 */
const END = `
while sleep 3; do
  for node in "$@"; do
    kubectl get pods -A --field-selector "spec.nodeName=$node" -o go-template='{{range .items}}{{if .metadata.deletionTimestamp}}{{.metadata.namespace}} {{.metadata.name}}{{"\\n"}}{{end}}{{end}}' |
      while read -r namespace pod; do kubectl delete pod "$pod" -n "$namespace" --force --grace-period=0; done
  done
done`;

/** Stands in for the kubelets of some nodes, until it is killed. */
export function endPodsOf(nodes: readonly string[]): ChildProcess {
  return spawn('sh', ['-c', END, 'sh', ...nodes], { stdio: 'ignore' });
}
