import type { IConstruct } from 'constructs';

/** Metadata type under which warnings stand in the construct tree. */
export const WARNING = 'cdk8s-inference-gateway:warning';

interface Printer {
  readonly done: Set<string>;
  /** Whether something was added since the tree was walked: cdk8s validates once for every chart. */
  pending: boolean;
}

const printers = new WeakMap<IConstruct, Printer>();

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
  const known = printers.get(root);
  if (known !== undefined) {
    known.pending = true;
    return;
  }
  const printer: Printer = { done: new Set(), pending: true };
  printers.set(root, printer);
  root.node.addValidation({
    validate: () => {
      if (!printer.pending) return [];
      printer.pending = false;
      for (const warning of warningsOf(root)) {
        if (!printer.done.has(warning)) process.stderr.write(`warning: ${warning}\n`);
        printer.done.add(warning);
      }
      return [];
    },
  });
}
