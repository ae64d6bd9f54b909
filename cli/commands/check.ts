import { Checks, type ExistingObject, type JudgeOptions, Severity } from 'cdk8s-inference-gateway';
import { FORMAT, formatOf, parsed } from '../arguments';
import type { Command } from '../command';
import { UsageFailure } from '../failure';
import { json } from '../formats/json';
import { text } from '../formats/text';
import { read } from '../reader';
import { coloured, type Terminal } from '../terminal';

const USAGE = `cdk8s-inference-gateway check FOLDER|FILE|-... [--format text|json] [--namespace NAME] [--exists KIND/NAMESPACE/NAME]...

Judges Kubernetes manifests, whoever wrote them, by the rules that the library keeps at synth.
A folder is read with the folders in it: *.yaml, *.yml and *.json; '-' is the standard input.
All objects that belong together should be judged together: what is not there cannot be reached.

  --format text|json      text (default), or a list of findings
  --namespace NAME        of objects that name none, as 'kubectl apply -n'; 'default' otherwise (short: -n)
  --exists KIND/NAMESPACE/NAME
                          an object that somebody else makes, so that references to it are not reported;
                          KIND/NAME where it has no namespace; may be repeated
  --help                  this text

Exit code: 0 nothing to change (warnings may be printed), 1 errors were found, 2 nothing could be judged.

  helm template llama ./chart -n models | cdk8s-inference-gateway check - -n models
  kubectl get all,gateways,httproutes,inferencepools -A -o yaml | cdk8s-inference-gateway check - --format json
`;

const OPTIONS = {
  ...FORMAT,
  exists: { type: 'string', multiple: true, default: [] as string[] },
  namespace: { type: 'string', short: 'n' },
} as const;

/** Judges all objects of folders, files and the standard input together. */
export const CHECK: Command = {
  name: 'check',
  summary: 'judges Kubernetes manifests, whoever wrote them',
  usage: USAGE,
  run: check,
};

async function check(argv: string[], terminal: Terminal): Promise<number> {
  const { values, positionals: targets } = parsed(argv, OPTIONS);
  if (targets.length === 0) throw new UsageFailure("nothing to check: write check FOLDER, or '-' for standard input");
  const format = formatOf(values.format);
  const options = judgeOptions(values);
  const { manifests, files, notes } = await read(targets, terminal.stdin);
  for (const note of notes) terminal.stderr.write(`${note}\n`);
  const findings = Checks.judge(manifests, options);
  const judged = { findings, objects: manifests.length, files };
  terminal.stdout.write(format === 'json' ? json(judged) : text(judged, coloured(terminal)));
  return findings.some(({ severity }) => severity === Severity.ERROR) ? 1 : 0;
}

function judgeOptions(values: { readonly exists: string[]; readonly namespace?: string }): JudgeOptions {
  const options = { exists: values.exists.map(existing), namespace: values.namespace };
  try {
    Checks.judge([], options);
    return options;
  } catch (error) {
    throw new UsageFailure((error as Error).message);
  }
}

function existing(text: string): ExistingObject {
  const parts = text.split('/');
  const [kind, name] = [parts[0], parts.at(-1)];
  if (!kind || !name || parts.length < 2 || parts.length > 3) {
    throw new UsageFailure(
      `'--exists' (${text}) must be KIND/NAMESPACE/NAME, or KIND/NAME without a namespace: write Secret/models/hf`,
    );
  }
  return parts.length === 3 ? { kind, namespace: parts[1], name } : { kind, name };
}
