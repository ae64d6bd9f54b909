import { dirname, join } from 'node:path';

/** A part of Microsoft's own request model. */
interface Mapper {
  readonly serializedName?: string;
  readonly required?: boolean;
  readonly readOnly?: boolean;
  readonly type: {
    readonly name: string;
    readonly className?: string;
    readonly modelProperties?: Record<string, Mapper>;
    readonly element?: Mapper;
    readonly value?: Mapper;
  };
  readonly constraints?: {
    Pattern?: RegExp;
    MinLength?: number;
    MaxLength?: number;
    InclusiveMinimum?: number;
    InclusiveMaximum?: number;
  };
}

type Json = Record<string, unknown>;

const PACKAGE = dirname(require.resolve('@azure/arm-containerservice/package.json'));
const mappers = require(join(PACKAGE, 'dist', 'commonjs', 'models', 'mappers.js')) as Record<string, Mapper>;

const ENVELOPE = new Set(['location', 'tags', 'identity', 'sku', 'kind', 'extendedLocation']);
const PATH = new Set(['resourceGroupName', 'resourceName', 'agentPoolName', 'configName']);

/** Inputs of azure-native as the body of the request; a pool keeps even its tags among its properties. */
export function armBody(model: string, inputs: Json): Json {
  const outside = (name: string) => ENVELOPE.has(name) && model !== 'AgentPool';
  const rest = Object.entries(inputs).filter(([name]) => !PATH.has(name) && !outside(name));
  const envelope = Object.entries(inputs).filter(([name]) => outside(name));
  const properties = Object.fromEntries(
    rest.map(([name, value]) => [name, name === 'autoScalerProfile' ? kebab(value as Json) : value]),
  );
  return { ...Object.fromEntries(envelope), properties };
}

/** Everything in which a body breaks a model: unknown, missing, of another type, out of its pattern or range. */
export function violations(model: string, body: Json): string[] {
  const mapper = mappers[model];
  if (mapper === undefined) throw new Error(`no model ${model}`);
  return walk(mapper, body, model);
}

function walk(mapper: Mapper, value: unknown, at: string): string[] {
  const { name, element, value: inner } = mapper.type;
  if (name === 'Composite') return composite(mapper, value, at);
  if (name === 'Sequence') {
    if (!Array.isArray(value)) return at.endsWith('userAssignedIdentities') ? [] : [`${at} is no list`];
    return value.flatMap((one, index) => (element === undefined ? [] : walk(element, one, `${at}[${index}]`)));
  }
  if (name === 'Dictionary') {
    // azure-native has a list where ARM has a table with these keys.
    if (Array.isArray(value) && at.endsWith('userAssignedIdentities')) return [];
    return Object.entries(value as Json).flatMap(([key, one]) =>
      inner === undefined ? [] : walk(inner, one, `${at}.${key}`),
    );
  }
  return scalar(mapper, value, at);
}

function composite(mapper: Mapper, value: unknown, at: string): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${at} is no table`];
  const known = properties(mapper);
  const given = flatten(value as Json, known);
  const unknown = [...given.keys()].filter((name) => !known.has(name)).map((name) => `${at}.${name} is unknown`);
  const missing = [...known]
    .filter(([name, one]) => one.required && !one.readOnly && !given.has(name))
    .map(([name]) => `${at}.${name} is missing`);
  const deeper = [...given].flatMap(([name, one]) => {
    const property = known.get(name);
    return property === undefined ? [] : walk(property, one, `${at}.${name}`);
  });
  return [...unknown, ...missing, ...deeper];
}

/** Properties by their names on the wire, dots for nesting. */
function properties({ type }: Mapper): Map<string, Mapper> {
  const own = type.modelProperties ?? mappers[type.className ?? '']?.type.modelProperties ?? {};
  return new Map(Object.values(own).map((one) => [(one.serializedName ?? '').replaceAll('\\\\.', '.'), one]));
}

function flatten(value: Json, known: Map<string, Mapper>, prefix = ''): Map<string, unknown> {
  const nests = (name: string) => [...known.keys()].some((one) => one.startsWith(`${name}.`));
  return new Map(
    Object.entries(value).flatMap(([key, one]): [string, unknown][] => {
      const name = `${prefix}${key}`;
      if (one === undefined) return [];
      return nests(name) ? [...flatten(one as Json, known, `${name}.`)] : [[name, one]];
    }),
  );
}

const TYPES: Record<string, string> = { String: 'string', Number: 'number', Boolean: 'boolean', Enum: 'string' };

function scalar({ type, constraints = {} }: Mapper, value: unknown, at: string): string[] {
  const wanted = TYPES[type.name];
  if (wanted !== undefined && typeof value !== wanted) return [`${at} (${JSON.stringify(value)}) is no ${wanted}`];
  const {
    Pattern,
    MinLength = 0,
    MaxLength = Infinity,
    InclusiveMinimum = -Infinity,
    InclusiveMaximum = Infinity,
  } = constraints;
  const good =
    typeof value === 'string'
      ? (Pattern?.test(value) ?? true) && value.length >= MinLength && value.length <= MaxLength
      : typeof value !== 'number' || (value >= InclusiveMinimum && value <= InclusiveMaximum);
  return good
    ? []
    : [
        `${at} (${JSON.stringify(value)}) breaks ${JSON.stringify(constraints, (_, one) => (one instanceof RegExp ? String(one) : one))}`,
      ];
}

function kebab(table: Json): Json {
  return Object.fromEntries(
    Object.entries(table).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
      value,
    ]),
  );
}
