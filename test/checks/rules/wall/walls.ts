import type { Rendered } from '../../../render';
import { correct, found, type Plain } from '../../manifests';

/** Correct manifests of two tenants, computed once. */
export const objects: Rendered[] = correct();

/** Findings of one rule on the example with other objects beside it. */
export function beside(rule: string, ...more: Plain[]): string[] {
  return found([...objects, ...more]).filter((one) => one.startsWith(`${rule} `));
}

/** A NetworkPolicy of the models' namespace. */
export function policy(spec: Plain, namespace = 'ai-models'): Plain {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'more', namespace }, spec };
}

/** The pods of the example's chat model, of its picker, and the proxies of its gateway. */
export const CHAT = { matchLabels: { 'app.kubernetes.io/name': 'model-server', 'app.kubernetes.io/instance': 'chat' } };
export const PICKER = {
  matchLabels: { 'app.kubernetes.io/name': 'endpoint-picker', 'app.kubernetes.io/instance': 'chat-epp' },
};
export const PROXIES = { matchLabels: { 'gateway.networking.k8s.io/gateway-name': 'ai-shared-gateway' } };

export function inNamespace(name: string): Plain {
  return { matchLabels: { 'kubernetes.io/metadata.name': name } };
}
