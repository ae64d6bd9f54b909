/** Values of a chart. */
export type Values = { readonly [name: string]: unknown };

/** Values with others laid over them, table by table. */
export function merged(values: Values, over: Values): Values {
  const both = { ...values } as Record<string, unknown>;
  for (const [name, value] of Object.entries(over)) {
    const old = both[name];
    both[name] = isTable(old) && isTable(value) ? merged(old, value) : value;
  }
  return both;
}

function isTable(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
