import type { ExtensionProvider } from '../mesh-config';
import { startScriptService } from '../script-service';

export const NAMESPACE = 'external-authorizer';
export const SERVICE = 'authorizer';
export const PORT = 9001;
/** What callers bring, by their tenants. */
export const PASSWORDS = { a: 'password-of-a', b: 'password-of-b' };

/**
 * Somebody who is asked over HTTP, which a script of the shell can answer: by a password for each tenant, and with leave to
 * go on for whoever the gateway knows by a key.
 */
export function authorizer(name: string): ExtensionProvider {
  return {
    name,
    envoyExtAuthzHttp: {
      service: `${SERVICE}.${NAMESPACE}.svc.cluster.local`,
      port: PORT,
      timeout: '5s',
      failOpen: false,
      statusOnError: '503',
      includeRequestHeadersInCheck: ['authorization', 'x-gateway-key-client'],
      headersToUpstreamOnAllow: ['x-gateway-tenant'],
    },
  };
}

/** Starts it in its namespace. */
export async function startAuthorizer(): Promise<void> {
  const tenants = Object.entries(PASSWORDS).map(
    ([tenant, password]) =>
      `"authorization: Bearer ${password}") status="200 OK"; tenant="x-gateway-tenant: ${tenant}\\r\\n";;`,
  );
  const script = [
    'status="401 Unauthorized"; tenant=""',
    'while read -r line; do',
    '  line=$(printf "%s" "$line" | tr -d "\\r")',
    '  case "$line" in',
    '    "") break;;',
    ...tenants,
    '    "x-gateway-key-client: "*) status="200 OK";;',
    '  esac',
    'done',
    'printf "HTTP/1.1 $status\\r\\n$tenant""content-length: 0\\r\\nconnection: close\\r\\n\\r\\n"',
  ];
  await startScriptService(NAMESPACE, SERVICE, { port: PORT, targetPort: PORT }, script.join('\n'));
}
