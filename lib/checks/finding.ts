/** How bad a finding is. */
export enum Severity {
  /** It will not work, or something is open that must be closed: nothing is written. */
  ERROR = 'error',
  /** It may work, but its owner should know. */
  WARNING = 'warning',
}

/** The object that a finding is about. */
export interface ObjectReference {
  /** Such as `apps/v1`. */
  readonly apiVersion: string;
  /** Such as `Deployment`. */
  readonly kind: string;
  /**
   * Namespace of the object.
   * @default - none: the object is cluster-scoped
   */
  readonly namespace?: string;
  /** Name of the object. */
  readonly name: string;
}

/** One thing that a rule found in rendered objects. */
export interface Finding {
  /** Id of the rule. */
  readonly rule: string;
  /** How bad it is. */
  readonly severity: Severity;
  /** The object that has to change. */
  readonly object: ObjectReference;
  /**
   * Path of the construct that rendered the object.
   * @default - the object was read from a file
   */
  readonly constructPath?: string;
  /**
   * File that the object was read from.
   * @default - the object was rendered by a construct
   */
  readonly file?: string;
  /** What is wrong, in one sentence. */
  readonly message: string;
  /** What to write instead. */
  readonly fix: string;
  /** Address of the rule's description. */
  readonly docs: string;
}

/** One finding as one line. */
export function describe(finding: Finding): string {
  const { kind, namespace, name } = finding.object;
  const where = finding.constructPath ?? finding.file;
  const place = namespace === undefined ? name : `${namespace}/${name}`;
  return `${finding.rule}: ${kind} ${place}${where === undefined ? '' : ` (${where})`}: ${finding.message}: ${finding.fix}. See ${finding.docs}`;
}
