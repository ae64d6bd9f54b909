import { pod } from './hand-written';
import { apply, kubectl } from './kubectl';
import { IMAGE } from './probe-pod';

/**
 * Answers one request with its own body, of one line (in one chunk, as a gateway passes on what its router has read), its path
 * and the names of its headers.
 */
const ECHO = [
  'read -r method path protocol',
  'names=',
  'while read -r name value; do case "$name" in ??*) names="$names$name" ;; *) break ;; esac; done',
  'read -r size',
  'read -r body',
  'printf "HTTP/1.1 200 OK\\r\\nConnection: close\\r\\nX-Path: %s\\r\\nX-Names: %s\\r\\n\\r\\n%s" "$path" "$names" "$body"',
].join('\n');

/** The programs of busybox differ in how they are told to go on after the first connection. */
const SERVE = 'nc -ll -p "$0" -e sh -c "$1" || exec nc -lk -p "$0" -e sh -c "$1"';

/** Where a Service listens, and its pods. */
export interface EchoPorts {
  readonly port: number;
  readonly targetPort: number;
}

/** Starts a Service with one pod, which carries its name as `app` and answers with what it is sent. */
export async function startEchoService(
  namespace: string,
  name: string,
  { port, targetPort }: EchoPorts,
): Promise<void> {
  const labels = { app: name };
  const command = ['sh', '-c', SERVE, String(targetPort), ECHO];
  await apply({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { selector: labels, ports: [{ port, targetPort }] },
  });
  await apply(pod(namespace, name, { image: IMAGE, command, labels }));
  await kubectl(['wait', `pod/${name}`, '-n', namespace, '--for=condition=Ready', '--timeout=30s']);
}
