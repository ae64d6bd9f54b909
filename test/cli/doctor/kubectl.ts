import { Readable } from 'node:stream';
import { type DoctorArguments, doctor } from '../../../cli/commands/doctor';
import type { KubeObject } from '../../../cli/doctor/kinds';
import type { Kubectl, Outcome } from '../../../cli/doctor/kubectl';
import { CLUSTER_WIDE, NAMESPACED, ROUTING } from '../../../cli/doctor/resources';
import type { Living } from './living';

const PLURALS: Readonly<Record<string, string>> = {
  ...ROUTING,
  ...CLUSTER_WIDE,
  ...NAMESPACED,
  CustomResourceDefinition: 'customresourcedefinitions.apiextensions.k8s.io',
  Event: 'events',
  Namespace: 'namespaces',
};

/** An answer of the API server to those who may not ask. */
export const FORBIDDEN = { code: 1, stdout: '', stderr: 'Error from server (Forbidden): is forbidden' };

/** An answer. */
export const ok = (stdout: string): Outcome => ({ code: 0, stdout, stderr: '' });

/** The kubectl of a cluster; `deny` says which commands are not allowed. */
export function kubectlOf(cluster: Living, deny: (args: readonly string[]) => boolean = () => false) {
  const asked: string[] = [];
  const kubectl: Kubectl = async (args) => {
    asked.push(args.join(' '));
    if (deny(args)) return FORBIDDEN;
    const [verb, what = ''] = args;
    if (verb === 'version') return ok(JSON.stringify({ serverVersion: { gitVersion: 'v1.35.4' } }));
    if (verb === 'logs') return ok('vllm: error: unrecognized arguments: --bogus-flag 1');
    if (what === 'secrets') return ok('ai-example-com-tls   kubernetes.io/tls   2   5m\n');
    const kinds = what.split(',');
    const place = args.indexOf('-n');
    const items = cluster
      .snapshot()
      .objects.filter(
        ({ kind, metadata }: KubeObject) =>
          kinds.includes(PLURALS[kind] ?? '') &&
          (place === -1 || metadata.namespace === args[place + 1]) &&
          (!args.includes('app=istiod') || metadata.labels?.app === 'istiod'),
      );
    return ok(JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  };
  return { kubectl, asked };
}

/** Runs the command on a cluster. */
export async function examined(kubectl: Kubectl, args: Partial<DoctorArguments> = {}) {
  const [stdout, stderr]: [string[], string[]] = [[], []];
  const terminal = {
    stdin: Readable.from([]),
    stdout: { write: (text: string) => stdout.push(text) },
    stderr: { write: (text: string) => stderr.push(text) },
    env: {},
  };
  const code = await doctor({ format: 'text', ...args }, terminal, kubectl);
  return { code, stdout: stdout.join(''), stderr: stderr.join('') };
}
