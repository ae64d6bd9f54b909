import { PROOF_HEADERS, type Way } from '../../../identity/way';
import type { CallerRules, HostOfCallers } from '../../provider-renderer';

type Rule = Record<string, unknown>;

/** Who may ask which hosts, as Istio's AuthorizationPolicy has it: what no rule names is refused. */
export function authorizationRules({ ways, hosts, redirectPort }: CallerRules): Rule[] {
  const redirect = redirectPort === undefined ? [] : [{ to: [{ operation: { ports: [String(redirectPort)] } }] }];
  const tenants = [...byTenant(hosts)].flatMap(([tenant, own]) =>
    ways.map((way) => ({ ...proofOf(way, tenant), to: operations(own) })),
  );
  return [...redirect, ...tenants];
}

function byTenant(hosts: readonly HostOfCallers[]): Map<string | undefined, HostOfCallers[]> {
  const tenants = new Map<string | undefined, HostOfCallers[]>();
  for (const host of hosts) tenants.set(host.tenant, [...(tenants.get(host.tenant) ?? []), host]);
  return tenants;
}

/** Without a tenant, that of any tenant. */
function proofOf(way: Way, tenant: string | undefined): Rule {
  if (way.kind === 'jwt') {
    return {
      from: [{ source: { requestPrincipals: [`${way.issuer}/*`] } }],
      when: [{ key: `request.auth.claims[${way.tenantClaim}]`, values: [tenant ?? '*'] }],
    };
  }
  // Keys are named <tenant>.<id>.
  const value = way.kind === 'apiKeys' && tenant !== undefined ? `${tenant}.*` : (tenant ?? '*');
  return { when: [{ key: `request.headers[${PROOF_HEADERS[way.kind]}]`, values: [value] }] };
}

/** Where any hostname is served, none is named. */
function operations(hosts: readonly HostOfCallers[]): Rule[] | undefined {
  if (hosts.some(({ hostname }) => hostname === '*')) return undefined;
  const names = hosts.flatMap(({ hostname, port }) => [
    hostname,
    // Istio's patterns have one '*', at their beginning or at their end.
    hostname.startsWith('*') ? `${hostname}:${port}` : `${hostname}:*`,
  ]);
  return [{ operation: { hosts: [...new Set(names)] } }];
}
