import { startScriptService } from '../script-service';

const PORT = 8080;

/** Serves a text as JSON to whoever asks for anything, as Service `keys` of a namespace. */
export async function startKeyServer(namespace: string, json: string): Promise<void> {
  const head = `HTTP/1.1 200 OK\\r\\nContent-Type: application/json\\r\\nContent-Length: ${json.length}\\r\\nConnection: close\\r\\n\\r\\n`;
  const answer = `read -r request; printf '${head}%s' '${json}'`;
  await startScriptService(namespace, 'keys', { port: PORT, targetPort: PORT }, answer);
}
