import { isObject, type Json } from '../../private/merge';
import {
  PICKER_API_VERSION,
  PICKER_DEFAULTS,
  PICKER_FILE,
  PICKER_GATES,
  PICKER_KIND,
  PICKER_NEEDS_PARAMETERS,
  PICKER_PLUGINS,
  type PickerField,
  type PluginRole,
} from './picker-schema';

/** The parts of the picker's configuration file that are looked at once its fields are checked. */
interface PickerFile {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly featureGates?: string[];
  readonly plugins?: { readonly name?: string; readonly type?: string; readonly parameters?: unknown }[];
  readonly schedulingProfiles?: { readonly name?: string; readonly plugins?: { readonly pluginRef?: string }[] }[];
  readonly saturationDetector?: { readonly pluginRef?: string };
  readonly dataLayer?: {
    readonly sources?: { readonly pluginRef?: string; readonly extractors?: { readonly pluginRef?: string }[] }[];
  };
  readonly flowControl?: {
    readonly defaultPriorityBand?: Band;
    readonly priorityBands?: Band[];
    readonly usageLimitPolicyPluginRef?: string;
  };
  readonly parser?: { readonly pluginRef?: string };
}

interface Band {
  readonly fairnessPolicyRef?: string;
  readonly orderingPolicyRef?: string;
}

const WORDS: Record<string, readonly [RegExp | undefined, string]> = {
  text: [undefined, 'a text'],
  number: [undefined, 'a number'],
  whole: [undefined, 'a whole number'],
  quantity: [/^\d+(\.\d+)?([kMGTPE]i?|m)?$/, "a quantity: write '100Mi' or '1k'"],
  duration: [/^(\d+(\.\d+)?(ns|us|ms|s|m|h))+$/, "a duration: write '60s'"],
};

function isOf(kind: string, value: unknown): boolean {
  if (kind === 'number') return typeof value === 'number';
  if (kind === 'whole') return Number.isInteger(value);
  if (kind === 'quantity' && typeof value === 'number') return value >= 0;
  return typeof value === 'string' && (WORDS[kind]?.[0]?.test(value) ?? true);
}

/** The picker decodes its file strictly: a field that it does not know, or of another type, ends it. */
function checkField(path: string, value: unknown, field: PickerField): void {
  if (typeof field === 'string' && field !== 'object') {
    if (!isOf(field, value)) fault(`'${path}' (${JSON.stringify(value)}) must be ${WORDS[field]?.[1]}`);
    return;
  }
  if (Array.isArray(field)) {
    if (!Array.isArray(value)) fault(`'${path}' must be a list`);
    else for (const [index, item] of value.entries()) checkField(`${path}[${index}]`, item, field[0]);
    return;
  }
  if (!isObject(value)) fault(`'${path === '' ? 'the file' : path}' must be an object`);
  else if (field !== 'object') {
    const fields = field as { readonly [name: string]: PickerField };
    for (const [name, item] of Object.entries(value)) {
      const known = Object.hasOwn(fields, name) ? fields[name] : undefined;
      const place = path === '' ? name : `${path}.${name}`;
      if (known === undefined) {
        fault(`'${place}' is unknown, which ends the picker: write one of ${Object.keys(fields).join(', ')}`);
      } else checkField(place, item, known);
    }
  }
}

function fault(message: string): never {
  throw new Error(`'endpointPicker' has a configuration in which ${message}`);
}

/** What the picker calls the declared plugins. */
function declared(file: PickerFile): Map<string, string> {
  const { plugins = [] } = file;
  if (plugins.length === 0) fault("'plugins' is empty: write the plugins that score and pick");
  const types = new Map<string, string>();
  for (const [index, { name, type, parameters }] of plugins.entries()) {
    if (type === undefined || !Object.hasOwn(PICKER_PLUGINS, type)) {
      fault(
        `'plugins[${index}].type' (${type ?? 'missing'}) is no plugin of this picker: write one of ${Object.keys(PICKER_PLUGINS).join(', ')}`,
      );
    }
    if (parameters === undefined && PICKER_NEEDS_PARAMETERS.includes(type)) {
      fault(`'plugins[${index}]' (${type}) has no parameters, without which it ends the picker: write 'parameters'`);
    }
    const key = name === undefined || name === '' ? type : name;
    if (types.has(key)) fault(`'plugins' has '${key}' twice: give one of them another 'name'`);
    types.set(key, type);
  }
  return types;
}

function checkReference(types: Map<string, string>, path: string, ref: string | undefined, roles: PluginRole[]): void {
  const type = types.get(ref ?? '') ?? (ref !== undefined && PICKER_DEFAULTS.includes(ref) ? ref : undefined);
  const fits = [...types].filter(([, one]) => PICKER_PLUGINS[one]?.some((role) => roles.includes(role)));
  const names = fits.map(([name]) => name).join(', ');
  const remedy = names === '' ? `declare a ${roles.join(' or ')}` : `write one of ${names}`;
  if (type === undefined) fault(`'${path}' (${ref ?? 'missing'}) is no declared plugin: ${remedy}`);
  if (!PICKER_PLUGINS[type]?.some((role) => roles.includes(role))) {
    fault(`'${path}' (${ref}) is of the type ${type}, which is no ${roles.join(' or ')}: ${remedy}`);
  }
}

/** This picker has but one profile handler, which takes but one profile. */
function checkProfile(file: PickerFile, types: Map<string, string>): void {
  const { schedulingProfiles = [] } = file;
  const [profile] = schedulingProfiles;
  if (profile === undefined || schedulingProfiles.length !== 1) {
    fault(
      `'schedulingProfiles' has ${schedulingProfiles.length} profiles, but this picker takes one: write exactly one`,
    );
  }
  if (!profile.name) fault("'schedulingProfiles[0].name' is missing: write 'default'");
  const refs = (profile.plugins ?? []).map(({ pluginRef }) => pluginRef);
  for (const [index, ref] of refs.entries()) {
    const path = `schedulingProfiles[0].plugins[${index}].pluginRef`;
    checkReference(types, path, ref, ['filter', 'scorer', 'picker']);
  }
  const isPicker = (ref: string | undefined) => PICKER_PLUGINS[types.get(ref ?? '') ?? '']?.includes('picker');
  const inProfile = refs.filter(isPicker);
  const all = [...types.keys()].filter(isPicker);
  if (inProfile.length > 1 || (inProfile.length === 0 && all.length > 1)) {
    fault(
      `'schedulingProfiles[0].plugins' has ${inProfile.length} pickers (${all.join(', ')}): write exactly one of them`,
    );
  }
  const handlers = [...types].filter(([, type]) => type === 'single-profile-handler');
  if (handlers.length > 1) fault("'plugins' has several profile handlers: write one, or none");
}

function checkReferences(file: PickerFile, types: Map<string, string>): void {
  const check = (path: string, ref: string | undefined, role: PluginRole) => checkReference(types, path, ref, [role]);
  const { saturationDetector, dataLayer, flowControl, parser } = file;
  if (saturationDetector?.pluginRef)
    check('saturationDetector.pluginRef', saturationDetector.pluginRef, 'saturation detector');
  if (parser !== undefined) check('parser.pluginRef', parser.pluginRef, 'parser');
  for (const [index, source] of (dataLayer?.sources ?? []).entries()) {
    const path = `dataLayer.sources[${index}]`;
    check(`${path}.pluginRef`, source.pluginRef, 'data source');
    for (const [item, { pluginRef }] of (source.extractors ?? []).entries()) {
      check(`${path}.extractors[${item}].pluginRef`, pluginRef, 'extractor');
    }
  }
  const { defaultPriorityBand, priorityBands = [], usageLimitPolicyPluginRef: usage } = flowControl ?? {};
  if (usage) check('flowControl.usageLimitPolicyPluginRef', usage, 'usage limit policy');
  const bands: [string, Band][] = priorityBands.map((band, index) => [`flowControl.priorityBands[${index}]`, band]);
  if (defaultPriorityBand !== undefined) bands.push(['flowControl.defaultPriorityBand', defaultPriorityBand]);
  for (const [path, { fairnessPolicyRef, orderingPolicyRef }] of bands) {
    if (fairnessPolicyRef) check(`${path}.fairnessPolicyRef`, fairnessPolicyRef, 'fairness policy');
    if (orderingPolicyRef) check(`${path}.orderingPolicyRef`, orderingPolicyRef, 'ordering policy');
  }
}

/**
 * Checks a configuration file as the picker would at its start, and finds what it would ignore.
 *
 * @throws if the picker would end, or ignore a part of it
 */
export function checkPickerFile(content: unknown): Json {
  checkField('', content, PICKER_FILE);
  const file = content as PickerFile;
  if (file.apiVersion !== PICKER_API_VERSION || file.kind !== PICKER_KIND) {
    fault(
      `'apiVersion' and 'kind' are '${file.apiVersion} ${file.kind}': write '${PICKER_API_VERSION}' and '${PICKER_KIND}'`,
    );
  }
  for (const gate of file.featureGates ?? []) {
    if (!PICKER_GATES.includes(gate)) {
      fault(`'featureGates' has '${gate}', which ends the picker: write one of ${PICKER_GATES.join(', ')}`);
    }
  }
  if (file.flowControl !== undefined && !file.featureGates?.includes('flowControl')) {
    fault("'flowControl' would be ignored without its gate: write featureGates: ['flowControl'] as well");
  }
  const types = declared(file);
  checkProfile(file, types);
  checkReferences(file, types);
  return content as Json;
}
