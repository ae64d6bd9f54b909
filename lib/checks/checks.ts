import type { IConstruct } from 'constructs';
import { dnsSubdomain } from '../private/names';
import type { Finding } from './finding';
import { manifestOf } from './graph/manifest';
import { judge } from './judge';
import { RULES } from './rules';
import { changed } from './synthesis';
import { appFindings, checksOf } from './tree';

/** Why a finding is accepted. */
export interface WarnOptions {
  /** The construct whose objects the finding is about: the object itself, or what it stands in. */
  readonly on: IConstruct;
  /** Why it is right here: printed with the warning. */
  readonly reason: string;
}

/** An object that somebody else makes. */
export interface ExistingObject {
  /** Such as `Secret`. */
  readonly kind: string;
  /**
   * Namespace of the object.
   * @default - none: the object is cluster-scoped
   */
  readonly namespace?: string;
  /** Name of the object. */
  readonly name: string;
}

/** An object as a file holds it. */
export interface CheckedManifest {
  /** The object, defaults left out or not. */
  readonly manifest: { [field: string]: unknown };
  /**
   * File that it stands in.
   * @default - not named in findings
   */
  readonly file?: string;
}

/** What is known beside the objects that are judged. */
export interface JudgeOptions {
  /**
   * Objects that somebody else makes: references to them are not reported.
   * @default - none
   */
  readonly exists?: ExistingObject[];
  /**
   * Namespace of objects that name none, as `kubectl apply -n` has it.
   * @default default
   */
  readonly namespace?: string;
}

/**
 * The rules that judge the rendered objects of an App at synth: hand-written and patched objects too. While a finding of
 * severity error stands, nothing is written.
 */
export class Checks {
  /** The checks of the App that a construct belongs to. */
  public static of(scope: IConstruct): Checks {
    return new Checks(scope.node.root);
  }

  /**
   * Judges any objects, ours or not: what `npx cdk8s-inference-gateway check` does with a folder.
   *
   * @throws if the name of an existing object, or the namespace, cannot be one
   */
  public static judge(manifests: CheckedManifest[], options: JudgeOptions = {}): Finding[] {
    const { exists = [], namespace = 'default' } = options;
    for (const { name } of exists) dnsSubdomain('name', name);
    dnsSubdomain('namespace', namespace);
    return judge(
      manifests.map(({ manifest, file }) => manifestOf(manifest, file === undefined ? {} : { file }, namespace)),
      exists,
    );
  }

  private constructor(private readonly root: IConstruct) {}

  /** Everything that the rules find in the App as it is now, errors first. Synth prints the same. */
  public findings(): Finding[] {
    return appFindings(this.root);
  }

  /**
   * Accepts what a rule finds on a construct: it becomes a warning. An exception that nothing needs is reported itself.
   *
   * @param rule id of the rule
   * @throws if there is no such rule, or no reason
   */
  public warn(rule: string, options: WarnOptions): void {
    const ids = RULES.map(({ id }) => id);
    if (!ids.includes(rule)) throw new Error(`'rule' (${rule}) is no rule: write one of ${ids.join(', ')}`);
    if (options.reason.trim() === '') {
      throw new Error(
        `'reason' of the exception from '${rule}' is empty: write why it is right on '${options.on.node.path}'`,
      );
    }
    checksOf(this.root).exceptions.push({ rule, ...options });
    changed(this.root);
  }

  /**
   * Declares an object that somebody else makes, so that references to it are not reported.
   *
   * @throws if the name cannot be one
   */
  public exists(object: ExistingObject): void {
    dnsSubdomain('name', object.name);
    checksOf(this.root).externals.push(object);
    changed(this.root);
  }
}
