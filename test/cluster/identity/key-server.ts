import { pod } from '../hand-written';
import { apply, kubectl } from '../kubectl';
import { IMAGE } from '../probe-pod';

const PORT = 8080;

/** Serves a text as JSON to whoever asks for anything, as Service `keys` of a namespace. */
export async function startKeyServer(namespace: string, json: string): Promise<void> {
  const head = `HTTP/1.1 200 OK\\r\\nContent-Type: application/json\\r\\nContent-Length: ${json.length}\\r\\nConnection: close\\r\\n\\r\\n`;
  const answer = `read -r request; printf '${head}%s' '${json}'`;
  // The programs of busybox differ in how they are told to go on after the first connection.
  const serve = 'nc -ll -p "$0" -e sh -c "$1" || exec nc -lk -p "$0" -e sh -c "$1"';
  const labels = { app: 'keys' };
  await apply({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'keys', namespace },
    spec: { selector: labels, ports: [{ port: PORT }] },
  });
  await apply(pod(namespace, 'keys', { image: IMAGE, command: ['sh', '-c', serve, String(PORT), answer], labels }));
  await kubectl(['wait', 'pod/keys', '-n', namespace, '--for=condition=Ready', '--timeout=30s']);
}
