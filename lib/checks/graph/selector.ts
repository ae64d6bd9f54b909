import { itemsAt, listAt, textAt, textsAt } from './fields';

type Labels = Readonly<Record<string, string>>;

/** A label selector of Kubernetes. */
export interface Selector {
  readonly labels: Labels;
  readonly expressions: readonly Expression[];
}

interface Expression {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly unknown[];
}

/** A selector as manifests write it; a missing one is an empty one. */
export function selectorOf(value: unknown): Selector {
  return {
    labels: textsAt(value, 'matchLabels'),
    expressions: itemsAt(value, 'matchExpressions').map((expression) => ({
      key: textAt(expression, 'key') ?? '',
      operator: textAt(expression, 'operator') ?? '',
      values: listAt(expression, 'values'),
    })),
  };
}

/** A selector of labels alone, as Services have it. */
export function labelsOnly(labels: Labels): Selector {
  return { labels, expressions: [] };
}

/** Labels as `kubectl --selector` takes them. */
export function labelText(labels: Labels): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

/** Whether a selector selects everything. */
export function selectsAll({ labels, expressions }: Selector): boolean {
  return expressions.length === 0 && Object.keys(labels).length === 0;
}

/** Whether a selector selects what has these labels. */
export function selects({ labels, expressions }: Selector, of: Labels): boolean {
  return (
    Object.entries(labels).every(([key, value]) => of[key] === value) && expressions.every((one) => holds(one, of))
  );
}

function holds({ key, operator, values }: Expression, of: Labels): boolean {
  const value = of[key];
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}
