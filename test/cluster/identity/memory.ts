import { kubectl } from '../kubectl';

interface Summary {
  readonly pods: readonly {
    readonly podRef: { readonly name: string; readonly namespace: string };
    readonly memory?: { readonly workingSetBytes?: number };
  }[];
}

/** Megabytes that each pod of some namespaces has in use, as the kubelets see them. */
export async function memoryOf(namespaces: readonly string[]): Promise<Map<string, number>> {
  const nodes = (await kubectl(['get', 'nodes', '-o', 'jsonpath={.items[*].metadata.name}'])).split(' ');
  const summaries = await Promise.all(
    nodes.map(async (node) => JSON.parse(await kubectl(['get', '--raw', `/api/v1/nodes/${node}/proxy/stats/summary`]))),
  );
  const pods = (summaries as Summary[]).flatMap((summary) => summary.pods);
  return new Map(
    pods
      .filter(({ podRef }) => namespaces.includes(podRef.namespace))
      .map(({ podRef, memory }) => [podRef.name, Math.round((memory?.workingSetBytes ?? 0) / 1024 ** 2)]),
  );
}

/** The largest of the pods whose names have a word. */
export function largest(memory: ReadonlyMap<string, number>, word: string): number {
  return Math.max(...[...memory].filter(([name]) => name.includes(word)).map(([, megabytes]) => megabytes));
}
