import { pod } from './hand-written';
import { apply, kubectl } from './kubectl';
import { IMAGE } from './probe-pod';

/** The programs of busybox differ in how they are told to go on after the first connection. */
const SERVE = 'nc -ll -p "$0" -e sh -c "$1" || exec nc -lk -p "$0" -e sh -c "$1"';

/** Where a Service listens, and its pods. */
export interface ScriptPorts {
  readonly port: number;
  readonly targetPort: number;
}

/** Starts a Service with one pod, which carries its name as `app` and runs a script of the shell for each connection. */
export async function startScriptService(
  namespace: string,
  name: string,
  { port, targetPort }: ScriptPorts,
  script: string,
): Promise<void> {
  const labels = { app: name };
  const command = ['sh', '-c', SERVE, String(targetPort), script];
  await apply({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { selector: labels, ports: [{ port, targetPort }] },
  });
  await apply(pod(namespace, name, { image: IMAGE, command, labels }));
  await kubectl(['wait', `pod/${name}`, '-n', namespace, '--for=condition=Ready', '--timeout=30s']);
}
