import { execFile } from 'node:child_process';

/** How a command ended. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command is given beside its arguments. */
export interface Given {
  readonly input?: string;
  readonly seconds?: number;
}

/** A Kubernetes object, as far as the tests look into it. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<string, unknown>>;
}

/** Runs a program without a shell, to its end, whatever that is. */
export function run(program: string, args: readonly string[], { input, seconds = 60 }: Given = {}): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const options = { timeout: seconds * 1000, maxBuffer: 64 * 1024 * 1024 };
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      if (error === null) return resolve({ code: 0, stdout, stderr });
      if (error.killed)
        return reject(new Error(`${program} ${args.join(' ')}: not done after ${seconds} s\n${stderr}`));
      if (typeof error.code !== 'number') return reject(error);
      resolve({ code: error.code, stdout, stderr });
    });
    // A program that ends before it has read everything tells why by itself.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

/** Whether a program can be run at all. */
export async function onPath(program: string): Promise<boolean> {
  try {
    await run(program, ['version']);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** Runs kubectl; throws what it says if it fails. */
export async function kubectl(args: readonly string[], given: Given = {}): Promise<string> {
  const { code, stdout, stderr } = await run('kubectl', args, given);
  if (code !== 0) throw new Error(`kubectl ${args.join(' ')} ended with ${code}: ${stderr.trim() || stdout.trim()}`);
  return stdout;
}

/** Applies one object. */
export async function apply(object: KubeObject): Promise<void> {
  await kubectl(['apply', '--server-side', '-f', '-'], { input: JSON.stringify(object) });
}

/** Reads one object; undefined if there is none. */
export async function read(kind: string, name: string, namespace?: string): Promise<KubeObject | undefined> {
  const where = namespace === undefined ? [] : ['-n', namespace];
  const found = await kubectl(['get', kind, name, ...where, '--ignore-not-found', '-o', 'json']);
  return found.trim() === '' ? undefined : (JSON.parse(found) as KubeObject);
}

/** Lists the objects of some kinds in a namespace. */
export async function list(kinds: string, namespace: string, selector?: string): Promise<KubeObject[]> {
  const selected = selector === undefined ? [] : ['-l', selector];
  const found = await kubectl(['get', kinds, '-n', namespace, ...selected, '-o', 'json']);
  return (JSON.parse(found) as { items: KubeObject[] }).items;
}
