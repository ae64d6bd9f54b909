import type { IConstruct } from 'constructs';

/** Metadata type under which warnings stand in the construct tree. */
export const WARNING = 'cdk8s-inference-gateway:warning';

/** What was said of a construct already: every pool says the same of the API server. */
const said = new WeakMap<IConstruct, Set<string>>();
const printed = new WeakMap<IConstruct, Set<string>>();
/** Trees in which something was added since they were walked: cdk8s validates once for every chart. */
const pending = new WeakMap<IConstruct, boolean>();

/** Prints a warning of a tree, once. */
export function printWarning(root: IConstruct, message: string): void {
  const done = printed.get(root) ?? new Set();
  printed.set(root, done);
  if (!done.has(message)) process.stderr.write(`warning: ${message}\n`);
  done.add(message);
}

/** Everything warned of so far, in the order of the tree, each once. */
export function warningsOf(root: IConstruct): string[] {
  const all = root.node.findAll().flatMap((construct) => construct.node.metadata);
  return [...new Set(all.filter((entry) => entry.type === WARNING).map((entry) => String(entry.data)))];
}

/**
 * Warns of something that is rendered as asked for, but that its owner should know. Kept in the tree as metadata and
 * printed once at synth.
 */
export function warn(scope: IConstruct, message: string): void {
  const known = said.get(scope) ?? new Set();
  said.set(scope, known);
  if (known.has(message)) return;
  known.add(message);
  scope.node.addMetadata(WARNING, message);
  const root = scope.node.root;
  const watched = pending.has(root);
  pending.set(root, true);
  if (watched) return;
  root.node.addValidation({
    validate: () => {
      if (pending.get(root)) for (const warning of warningsOf(root)) printWarning(root, warning);
      pending.set(root, false);
      return [];
    },
  });
}
