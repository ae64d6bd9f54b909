import { execFile } from 'node:child_process';
import { Failure } from '../failure';

/** How a command of kubectl ended. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs kubectl with some arguments, to its end, whatever that is. */
export type Kubectl = (args: readonly string[]) => Promise<Outcome>;

/** Verbs that change nothing: the only ones that are ever run. */
const VERBS = ['get', 'logs', 'version'];

const BYTES = 1024 ** 3;

/** The kubectl of this machine. */
export function kubectlOn(target: { readonly context?: string; readonly kubeconfig?: string }): Kubectl {
  const where = [
    ...(target.context === undefined ? [] : [`--context=${target.context}`]),
    ...(target.kubeconfig === undefined ? [] : [`--kubeconfig=${target.kubeconfig}`]),
    '--request-timeout=30s',
  ];
  return (args) =>
    new Promise((resolve, reject) => {
      if (!VERBS.includes(args[0] ?? '')) return reject(new Error(`'kubectl ${args[0]}' may change something`));
      execFile('kubectl', [...args, ...where], { maxBuffer: BYTES }, (error, stdout, stderr) => {
        if (error === null) return resolve({ code: 0, stdout, stderr });
        if (typeof error.code === 'number') return resolve({ code: error.code, stdout, stderr });
        reject(new Failure(`kubectl cannot be run: ${error.code ?? error.message}: install it, and put it on PATH`));
      });
    });
}
