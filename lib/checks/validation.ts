import type { IConstruct } from 'constructs';

/** Errors of validations of an App, kept for one synth. */
const perApp = new WeakMap<IConstruct, Map<() => string[], string[]>>();

/** Validates something of a construct once per synth: cdk8s asks again for every chart, the root before its children. */
export function validateAtSynth(scope: IConstruct, validation: () => string[]): void {
  scope.node.addValidation({
    validate: () => {
      const known = perApp.get(scope.node.root);
      const errors = known?.get(validation) ?? validation();
      known?.set(validation, errors);
      return errors;
    },
  });
}

/** Begins anew: what was validated may have changed. */
export function forgetValidations(root: IConstruct): void {
  perApp.set(root, new Map());
}
