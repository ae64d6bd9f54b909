import type { Problems } from './problems';

interface TextRule {
  readonly fallback?: string;
  readonly pattern?: RegExp;
  /** What the pattern means, and an example. */
  readonly allowed?: string;
}

interface WholeRule {
  readonly fallback: number;
  readonly min: number;
  readonly max: number;
}

/** A part of the configuration, read value by value; what is wrong is collected, and reading goes on. */
export class Section {
  private readonly read = new Set<string>();
  private readonly fields: Record<string, unknown>;

  constructor(
    private readonly problems: Problems,
    readonly path: string,
    value: unknown,
  ) {
    const isTable = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (value !== undefined && !isTable) problems.add(`'${path}' (${show(value)}) must be a table of names and values`);
    this.fields = isTable ? (value as Record<string, unknown>) : {};
  }

  has(name: string): boolean {
    return this.value(name) !== undefined;
  }

  text(name: string, rule: TextRule & { readonly fallback: string }): string;
  text(name: string, rule?: TextRule): string | undefined;
  text(name: string, rule: TextRule = {}): string | undefined {
    const value = this.value(name);
    if (value === undefined || value === '') return rule.fallback;
    const allowed = rule.allowed ?? 'a text';
    if (typeof value !== 'string' || !(rule.pattern?.test(value) ?? true)) {
      this.problem(name, `must be ${allowed}`);
      return rule.fallback;
    }
    return value;
  }

  oneOf<T extends string>(name: string, allowed: readonly T[], fallback: T): T {
    const value = this.value(name) ?? fallback;
    const known = allowed.find((one) => one === value);
    if (known === undefined) this.problem(name, `must be one of ${allowed.join(', ')}`);
    return known ?? fallback;
  }

  whole(name: string, { fallback, min, max }: WholeRule): number {
    const value = this.value(name) ?? fallback;
    if (!Number.isInteger(value) || (value as number) < min || (value as number) > max) {
      this.problem(name, `must be a whole number from ${min} to ${max}`);
      return fallback;
    }
    return value as number;
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.value(name) ?? fallback;
    if (typeof value !== 'boolean') this.problem(name, 'must be true or false');
    return value === true;
  }

  texts(name: string, rule: Pick<TextRule, 'pattern' | 'allowed'> = {}): string[] {
    const value = this.value(name) ?? [];
    if (!Array.isArray(value)) {
      this.problem(name, `must be a list of ${rule.allowed ?? 'texts'}`);
      return [];
    }
    return value.filter((one, index): one is string => {
      const good = typeof one === 'string' && (rule.pattern?.test(one) ?? true);
      if (!good) this.problems.add(`'${this.at(name)}[${index}]' (${show(one)}) must be ${rule.allowed ?? 'a text'}`);
      return good;
    });
  }

  /** A table of texts, such as labels. */
  record(name: string): Record<string, string> {
    const table = new Section(this.problems, this.at(name), this.value(name));
    const entries = Object.keys(table.fields).map((key) => [key, table.text(key, { fallback: '' })]);
    return Object.fromEntries(entries);
  }

  /** A table of positive numbers, such as prices. */
  numbers(name: string): Record<string, number> {
    const table = new Section(this.problems, this.at(name), this.value(name));
    const entries = Object.entries(table.fields).filter(([key, value]) => {
      const good = typeof value === 'number' && value > 0;
      if (!good) table.problem(key, 'must be a number above 0');
      return good;
    });
    return Object.fromEntries(entries) as Record<string, number>;
  }

  section(name: string): Section {
    return new Section(this.problems, this.at(name), this.value(name));
  }

  /** The sections of a table whose names are the user's. */
  table(name: string): [string, Section][] {
    const table = this.section(name);
    return Object.keys(table.fields).map((key) => [key, table.section(key)]);
  }

  /** Values passed on as they are, such as those of a chart. */
  values(name: string): Record<string, unknown> {
    return this.section(name).fields;
  }

  /** Call it when all is read: a name that nobody asked for is a typing error. */
  done(): void {
    for (const name of Object.keys(this.fields)) {
      if (this.read.has(name)) continue;
      this.problems.add(`'${this.at(name)}' is no setting: write one of ${[...this.read].sort().join(', ')}`);
    }
  }

  problem(name: string, rest: string): void {
    this.problems.add(`'${this.at(name)}' (${show(this.fields[name])}) ${rest}`);
  }

  private value(name: string): unknown {
    this.read.add(name);
    return this.fields[name] ?? undefined;
  }

  private at(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`;
  }
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
}
