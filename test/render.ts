import { App, Chart } from 'cdk8s';
import { CONSTRUCT_PATH } from '../lib/private/object';
import type { Manifest } from './schema/crd-schema';
import type { Container, Deployment, Kinds, Metadata } from './shapes';

/** A rendered object, with the metadata that every one has. */
export type Rendered = Manifest & { readonly metadata: Metadata };

/** Runs something that prints warnings; gives its result and the lines that it would have printed. */
export function captured<T>(work: () => T): { readonly result: T; readonly printed: string[] } {
  const printed: string[] = [];
  const spy = jest.spyOn(process.stderr, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  try {
    return { result: work(), printed };
  } finally {
    spy.mockRestore();
  }
}

/** The chart of a namespace, in a file of that name. */
export function chartIn(app: App, namespace: string): Chart {
  return new Chart(app, namespace, { namespace });
}

/** An App with one chart. */
export function oneChart(namespace = 'ai'): { readonly app: App; readonly chart: Chart } {
  const app = new App();
  return { app, chart: chartIn(app, namespace) };
}

/** Every object of an App, as it would be written. */
export function objectsOf(app: App): Rendered[] {
  return captured(() => app.charts.flatMap((chart) => chart.toJson() as Rendered[])).result;
}

/** The objects of a kind. */
export function all<K extends keyof Kinds>(source: App | Rendered[], kind: K): Kinds[K][] {
  const objects = source instanceof App ? objectsOf(source) : source;
  return objects.filter((object) => object.kind === kind) as unknown as Kinds[K][];
}

/** The one object of a kind and name. */
export function find<K extends keyof Kinds>(
  source: App | Rendered[],
  kind: K,
  name: string,
  namespace?: string,
): Kinds[K] {
  const found = all(source, kind).filter(
    ({ metadata }) => metadata.name === name && (namespace ?? metadata.namespace) === metadata.namespace,
  );
  if (found.length !== 1) throw new Error(`${found.length} objects ${kind} ${namespace ?? '*'}/${name}, not 1`);
  return found[0];
}

/** The one container of a Deployment. */
export function containerOf(deployment: Deployment): Container {
  const { containers } = deployment.spec.template.spec;
  if (containers.length !== 1) throw new Error(`${deployment.metadata.name} has ${containers.length} containers`);
  return containers[0];
}

/** The value of `--flag=value` among arguments; undefined without one. */
export function flagOf(args: string[], flag: string): string | undefined {
  return args.find((arg) => arg.startsWith(`--${flag}=`))?.slice(flag.length + 3);
}

/** Whether labels fulfil a selector. */
export function selects(selector: Record<string, string> | undefined, labels: Record<string, string> = {}): boolean {
  return Object.entries(selector ?? {}).every(([key, value]) => labels[key] === value);
}

/** The same object, but for the path of the construct that rendered it. */
export function withoutPath<T extends { metadata: object }>({ metadata, ...object }: T) {
  const { annotations = {}, ...rest } = metadata as { annotations?: Record<string, string> };
  const { [CONSTRUCT_PATH]: _, ...others } = annotations;
  const kept = Object.keys(others).length > 0 ? { annotations: others } : {};
  return { ...object, metadata: { ...rest, ...kept } };
}
