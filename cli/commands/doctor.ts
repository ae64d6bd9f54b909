import { Severity } from 'cdk8s-inference-gateway';
import { FORMAT, type Format, formatOf, parsed } from '../arguments';
import type { Command } from '../command';
import { clientsOf } from '../doctor/clients';
import { Cluster } from '../doctor/cluster';
import { diagnose } from '../doctor/diagnose';
import type { KubeObject } from '../doctor/kinds';
import { type Kubectl, kubectlOn } from '../doctor/kubectl';
import { readCluster } from '../doctor/read-cluster';
import { UsageFailure } from '../failure';
import { diagnosisJson, diagnosisText } from '../formats/diagnosis';
import { read } from '../reader';
import { coloured, type Terminal } from '../terminal';

const USAGE = `cdk8s-inference-gateway doctor [FOLDER] [--format text|json] [--namespace NAME] [--context NAME] [--kubeconfig FILE]

Looks at a live cluster with kubectl, tells what is wrong, why, and what to do, and prints how to ask each model if all is
well. It changes nothing, and reads no contents of Secrets. With the FOLDER of synthesized manifests it also tells what is
missing or was changed.

  --format text|json      text (default), or an object with findings and models
  --namespace NAME        the only namespace to look into; everything that serves models otherwise (short: -n)
  --context NAME          as for kubectl
  --kubeconfig FILE       as for kubectl
  --help                  this text

Exit code: 0 no errors (warnings may be printed), 1 errors were found, 2 the cluster could not be read.
`;

const OPTIONS = {
  ...FORMAT,
  namespace: { type: 'string', short: 'n' },
  context: { type: 'string' },
  kubeconfig: { type: 'string' },
} as const;

/** Reads a cluster, tells what is wrong with it, or how to ask its models. */
export const DOCTOR: Command = {
  name: 'doctor',
  summary: 'tells what is wrong with a live cluster, and how its models are asked',
  usage: USAGE,
  run: (argv, terminal) => doctor(argumentsOf(argv), terminal),
};

/** What `doctor` is told. */
export interface DoctorArguments {
  /** Folder of what was synthesized. */
  readonly manifests?: string;
  readonly format: Format;
  readonly namespace?: string;
  readonly context?: string;
  readonly kubeconfig?: string;
}

/** After so many milliseconds it is told what takes so long. */
const LONG = 3000;

function argumentsOf(argv: string[]): DoctorArguments {
  const { values, positionals } = parsed(argv, OPTIONS);
  if (positionals.length > 1) {
    throw new UsageFailure(
      `doctor takes one folder of manifests, not ${positionals.length}: write doctor ${positionals[0]}`,
    );
  }
  return { ...values, format: formatOf(values.format), manifests: positionals[0] };
}

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
