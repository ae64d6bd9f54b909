import { parse, stringify } from 'yaml';
import type { AccessConfig } from '../config/access';

interface Kubeconfig {
  readonly users?: { readonly user?: { readonly exec?: { args?: string[] } } }[];
}

/** The kubeconfig that Azure gives, with a sign-in that waits for nobody. Empty while it is not known. */
export function kubeconfigFor(encoded: string | undefined, login: AccessConfig['kubelogin']): string {
  if (encoded === undefined || encoded === '') return '';
  const document = parse(Buffer.from(encoded, 'base64').toString('utf8')) as Kubeconfig;
  for (const { user } of document.users ?? []) {
    const args = user?.exec?.args;
    const at = args?.indexOf('--login') ?? -1;
    if (args !== undefined && at >= 0) args[at + 1] = login;
  }
  return stringify(document);
}
