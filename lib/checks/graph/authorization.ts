import { type Fields, itemsAt, listAt, textAt } from './fields';
import type { Manifest } from './manifest';

/** What an AuthorizationPolicy does: `ALLOW`, `DENY`, `AUDIT` or `CUSTOM`. */
export function actionOf({ json }: Manifest): string {
  return textAt(json, 'spec', 'action') ?? 'ALLOW';
}

/** Rules of an AuthorizationPolicy. */
export function rulesOf({ json }: Manifest): Fields[] {
  return itemsAt(json, 'spec', 'rules');
}

/** Fields of a source that only who has proven an identity has. */
const PROOFS = ['requestPrincipals', 'principals', 'serviceAccounts'];

/** Keys of conditions whose values come from a proof: tokens, certificates, and headers that only the gateway sets. */
const PROVEN = /^(request\.auth\.|source\.(principal|serviceAccount)|request\.headers\[x-gateway-)/i;

/** Whether a rule lets only those through who have proven who they are. */
export function demandsIdentity(rule: Fields): boolean {
  const sources = itemsAt(rule, 'from');
  const proven = (source: Fields) => PROOFS.some((field) => listAt(source, 'source', field).length > 0);
  if (sources.length > 0 && sources.every(proven)) return true;
  return itemsAt(rule, 'when').some(
    (condition) => PROVEN.test(textAt(condition, 'key') ?? '') && listAt(condition, 'values').length > 0,
  );
}

/** Whether a rule lets everybody through, from wherever. */
export function isOpen(rule: Fields): boolean {
  return itemsAt(rule, 'from').length === 0 && itemsAt(rule, 'when').length === 0;
}

/** Whether a rule of a DENY policy is for those who have proven nothing. */
export function refusesStrangers(rule: Fields): boolean {
  return itemsAt(rule, 'from').some(({ source }) =>
    ['notRequestPrincipals', 'notPrincipals'].some((field) => listAt(source, field).includes('*')),
  );
}

/** What a rule is about; one empty operation where it is about everything. */
export function operationsOf(rule: Fields): Fields[] {
  const operations = itemsAt(rule, 'to').map((one) => (one.operation ?? {}) as Fields);
  return operations.length === 0 ? [{}] : operations;
}

/** Whether a request can be meant by both operations. */
export function overlap(one: Fields, other: Fields): boolean {
  return ['hosts', 'paths', 'methods', 'ports'].every((field) => {
    const [first, second] = [patterns(one, field), patterns(other, field)];
    return first.length === 0 || second.length === 0 || first.some((a) => second.some((b) => meet(a, b)));
  });
}

/** Patterns of an operation; hosts without their ports. */
function patterns(operation: Fields, field: string): string[] {
  const texts = listAt(operation, field).map((text) => String(text).toLowerCase());
  return field === 'hosts' ? texts.map((host) => host.replace(/:(\*|\d+)$/, '')) : texts;
}

/** Whether two patterns of Istio have a text in common: exact ones, and those with a `*` at one end. */
function meet(a: string, b: string): boolean {
  if ([a, b].some((pattern) => pattern === '*' || pattern.includes('{'))) return true;
  if (a.endsWith('*') && b.endsWith('*')) return begins(a, b) || begins(b, a);
  if (a.startsWith('*') && b.startsWith('*')) return a.endsWith(b.slice(1)) || b.endsWith(a.slice(1));
  return fits(a, b) || fits(b, a) || (/^\*|\*$/.test(a) && /^\*|\*$/.test(b));
}

function begins(text: string, pattern: string): boolean {
  return text.startsWith(pattern.slice(0, -1));
}

function fits(text: string, pattern: string): boolean {
  if (pattern.endsWith('*')) return begins(text, pattern);
  return pattern.startsWith('*') ? text.endsWith(pattern.slice(1)) : text === pattern;
}
