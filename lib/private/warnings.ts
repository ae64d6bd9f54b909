import type { IConstruct } from 'constructs';

/** Metadata type under which warnings stand in the construct tree. */
export const WARNING = 'cdk8s-inference-gateway:warning';

const printed = new WeakMap<IConstruct, Set<string>>();

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
  scope.node.addMetadata(WARNING, message);
  const root = scope.node.root;
  if (printed.has(root)) return;
  const done = new Set<string>();
  printed.set(root, done);
  root.node.addValidation({
    validate: () => {
      for (const warning of warningsOf(root)) {
        if (!done.has(warning)) process.stderr.write(`warning: ${warning}\n`);
        done.add(warning);
      }
      return [];
    },
  });
}
