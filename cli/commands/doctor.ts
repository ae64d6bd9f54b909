import { Severity } from 'cdk8s-inference-gateway';
import { clientsOf } from '../doctor/clients';
import { Cluster } from '../doctor/cluster';
import { diagnose } from '../doctor/diagnose';
import type { KubeObject } from '../doctor/kinds';
import { type Kubectl, kubectlOn } from '../doctor/kubectl';
import { readCluster } from '../doctor/read-cluster';
import { diagnosisJson, diagnosisText } from '../formats/diagnosis';
import { read } from '../reader';
import { coloured, type Terminal } from '../terminal';
import type { FORMATS } from './check';

/** What `doctor` is told. */
export interface DoctorArguments {
  /** Folder of what was synthesized. */
  readonly manifests?: string;
  readonly format: (typeof FORMATS)[number];
  readonly namespace?: string;
  readonly context?: string;
  readonly kubeconfig?: string;
}

/** After so many milliseconds it is told what takes so long. */
const LONG = 3000;

/** Reads a cluster once and tells what is wrong with it, or how to ask its models. */
export async function doctor(
  args: DoctorArguments,
  terminal: Terminal,
  kubectl: Kubectl = kubectlOn(args),
): Promise<number> {
  const note = (text: string) => terminal.stderr.write(`${text}\n`);
  const manifests = args.manifests === undefined ? [] : await manifestsOf(args.manifests, args.namespace, terminal);
  const start = Date.now();
  const progress = (text: string) => Date.now() - start > LONG && note(text);
  const cluster = new Cluster(await readCluster(kubectl, { namespace: args.namespace, manifests }, progress));
  for (const { kind, namespace } of cluster.snapshot.unread ?? []) {
    note(
      `not looked at: ${kind} ${namespace === undefined ? 'of the cluster' : `of namespace ${namespace}`}: reading it is not allowed`,
    );
  }
  const findings = diagnose(cluster);
  const diagnosed = { cluster, findings, clients: clientsOf(cluster) };
  terminal.stdout.write(
    args.format === 'json' ? diagnosisJson(diagnosed) : diagnosisText(diagnosed, coloured(terminal)),
  );
  return findings.some(({ severity }) => severity === Severity.ERROR) ? 1 : 0;
}

/** Of one namespace, if only that is looked at. */
async function manifestsOf(folder: string, namespace: string | undefined, terminal: Terminal): Promise<KubeObject[]> {
  const { manifests, notes } = await read([folder], terminal.stdin);
  for (const note of notes) terminal.stderr.write(`${note}\n`);
  const objects = manifests.map(({ manifest }) => manifest as unknown as KubeObject);
  return objects.filter(({ kind, metadata }) => {
    const own = kind === 'Namespace' ? metadata.name : metadata.namespace;
    return namespace === undefined || own === namespace;
  });
}
