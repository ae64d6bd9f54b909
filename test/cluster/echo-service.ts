import { type ScriptPorts, startScriptService } from './script-service';

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

/** Starts a Service with one pod, which answers with what it is sent. */
export function startEchoService(namespace: string, name: string, ports: ScriptPorts): Promise<void> {
  return startScriptService(namespace, name, ports, ECHO);
}
