import { Failure } from '../failure';
import type { Unread } from './cluster';
import type { KubeObject } from './kinds';
import type { Kubectl } from './kubectl';

const FORBIDDEN = /forbidden/i;
const UNKNOWN = /the server doesn't have a resource type|could not find the requested resource/;

/** Reads lists of objects, and keeps in mind what was not shown. */
export class Reading {
  public readonly objects: KubeObject[] = [];
  public readonly unread: Unread[] = [];
  /** Whether anything was shown at all. */
  public answered = false;

  public constructor(private readonly kubectl: Kubectl) {}

  /**
   * Reads several kinds at one place; where that is not allowed, one after the other.
   *
   * @param kinds names for kubectl by kind
   * @throws {Failure} if the cluster does not answer
   */
  public async list(
    kinds: Readonly<Record<string, string>>,
    place: readonly string[],
    namespace?: string,
  ): Promise<void> {
    const entries = Object.entries(kinds);
    if (entries.length === 0) return;
    const args = ['get', Object.values(kinds).join(','), ...place, '-o', 'json'];
    const { code, stdout, stderr } = await this.kubectl(args);
    if (code === 0) {
      this.answered = true;
      this.objects.push(...itemsOf(stdout));
      return;
    }
    const [[kind = ''] = []] = entries;
    if (entries.length > 1) {
      for (const [one, name] of entries) await this.list({ [one]: name }, place, namespace);
    } else if (UNKNOWN.test(stderr)) {
      // That the kind is missing is a diagnosis of its own; of a missing kind there are no objects.
      this.answered = true;
    } else if (FORBIDDEN.test(stderr)) {
      this.unread.push(namespace === undefined ? { kind } : { kind, namespace });
    } else {
      throw new Failure(`kubectl ${args.join(' ')} ended with ${code}: ${stderr.trim()}`);
    }
  }
}

/** What kubectl printed as JSON: a list, an object, or nothing. */
export function itemsOf(stdout: string): KubeObject[] {
  if (stdout.trim() === '') return [];
  const found = JSON.parse(stdout) as KubeObject & { readonly items?: KubeObject[] };
  return found.kind.endsWith('List') ? (found.items ?? []) : [found];
}
