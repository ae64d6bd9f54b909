import { type ApiObject, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { printWarning } from '../private/warnings';
import { describe, Severity } from './finding';
import { appFindings } from './tree';
import { forgetValidations } from './validation';

type Json = { [field: string]: unknown };

/**
 * cdk8s validates a tree once, then once more before it writes each chart, with nothing in between that could change it.
 * So a validation that follows another at once starts a synth: as many as there are charts share its result and the
 * objects that it rendered. Any other validation judges the tree anew.
 */
class Synthesis {
  private judging = false;
  private justJudged = false;
  private validations = 0;
  private readonly rendered = new Map<ApiObject, Json>();

  constructor(private readonly root: IConstruct) {}

  /** Errors as texts, as cdk8s wants them; warnings are printed. */
  public validate(): string[] {
    if (this.justJudged) {
      this.justJudged = false;
      this.validations = this.root.node.findAll().filter((construct) => Chart.isChart(construct)).length;
    }
    if (this.validations > 0) {
      this.validations -= 1;
      return [];
    }
    return this.judge();
  }

  public reset(): void {
    forgetValidations(this.root);
    this.justJudged = false;
    this.validations = 0;
    this.rendered.clear();
  }

  /** An object that was rendered for the checks of the synth that runs. */
  public take(object: ApiObject): Json | undefined {
    if (this.judging) return undefined;
    if (this.justJudged) {
      this.reset();
      return undefined;
    }
    const json = this.rendered.get(object);
    this.rendered.delete(object);
    return json;
  }

  private judge(): string[] {
    this.reset();
    this.judging = true;
    try {
      const findings = appFindings(this.root, (object) => {
        const json: Json = object.toJson();
        this.rendered.set(object, json);
        return json;
      });
      const errors = findings.filter(({ severity }) => severity === Severity.ERROR);
      const warnings = findings.filter(({ severity }) => severity !== Severity.ERROR);
      for (const warning of warnings) printWarning(this.root, describe(warning));
      if (errors.length > 0) this.reset();
      else this.justJudged = true;
      return errors.map(describe);
    } finally {
      this.judging = false;
    }
  }
}

const perApp = new WeakMap<IConstruct, Synthesis>();

/** Judges the objects of an App at every synth. Called with its first object. */
export function judgeAtSynth(root: IConstruct): void {
  if (perApp.has(root)) return;
  const synthesis = new Synthesis(root);
  perApp.set(root, synthesis);
  root.node.addValidation({ validate: () => synthesis.validate() });
}

/** Says that objects of an App will be rendered differently from now on. */
export function changed(scope: IConstruct): void {
  perApp.get(scope.node.root)?.reset();
}

/** What the running synth rendered of an object already, for its checks. */
export function alreadyRendered(object: ApiObject): Json | undefined {
  return perApp.get(object.node.root)?.take(object);
}
