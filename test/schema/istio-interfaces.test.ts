import { join } from 'node:path';
import { DeclaredTypes } from './declared-types';
import { typeMismatches } from './type-mismatches';
import { type Schema, vendoredCrd } from './vendored-crds';

const istio = DeclaredTypes.ofFolder(join(__dirname, '../../lib/providers/istio'));
const specs = istio.names().filter((name) => name.endsWith('Spec'));

function specSchema(kind: string): Schema {
  const spec = vendoredCrd('networking.istio.io', kind)?.schema.properties?.spec;
  if (!spec) throw new Error(`imports/crds has no CRD of Istio's ${kind}: add it to scripts/import/kinds.mjs.`);
  return spec;
}

function destinationRule(members: string): string[] {
  const source = `type Mode = 'SIMPLE' | 'NONE'; interface DestinationRuleSpec { host: string; ${members} }`;
  return typeMismatches('DestinationRuleSpec', specSchema('DestinationRule'), new DeclaredTypes([source]));
}

test('the interfaces of the two kinds that we render are found', () => {
  expect(specs).toEqual(expect.arrayContaining(['DestinationRuleSpec', 'EnvoyFilterSpec']));
});

test.each(specs)('%s allows nothing that the CRD does not', (name) => {
  expect(typeMismatches(name, specSchema(name.replace(/Spec$/, '')), istio)).toEqual([]);
});

describe('a difference is told in a sentence', () => {
  test.each([
    ['an unknown property', 'hots: string', 'hots does not exist in the schema of the CRD.'],
    [
      'an unknown property further down',
      'trafficPolicy: { tls: { skip: boolean } }',
      'trafficPolicy.tls.skip does not exist in the schema of the CRD.',
    ],
    ['text for a list', 'exportTo: string', 'exportTo is string, but array in the schema of the CRD.'],
    [
      'a list for an object',
      'trafficPolicy: string[]',
      'trafficPolicy is a list, but object in the schema of the CRD.',
    ],
    [
      'free-form for an object',
      'trafficPolicy: Record<string, unknown>',
      'trafficPolicy is free-form (Record), but object in the schema of the CRD.',
    ],
    [
      'text for a number',
      'trafficPolicy: { loadBalancer: { warmup: { duration: string; minimumPercent: string } } }',
      'trafficPolicy.loadBalancer.warmup.minimumPercent is string, but number in the schema of the CRD.',
    ],
    [
      'a type from elsewhere',
      'trafficPolicy: Policy',
      "trafficPolicy is of type 'Policy', which is not declared in the files that are held against the CRD.",
    ],
  ])('%s', (_, members, sentence) => {
    expect(destinationRule(members)).toContain(`DestinationRuleSpec.${sentence}`);
  });

  test('a value that the enum does not have', () => {
    const [sentence] = destinationRule('trafficPolicy: { tls: { mode: Mode } }');
    expect(sentence).toMatch(
      /^DestinationRuleSpec\.trafficPolicy\.tls\.mode can be 'NONE', which is not among DISABLE, /,
    );
  });

  test('any text where only some values are accepted', () => {
    const [sentence] = destinationRule('trafficPolicy: { tls: { mode: string } }');
    expect(sentence).toMatch(/^DestinationRuleSpec\.trafficPolicy\.tls\.mode must be a union of DISABLE, /);
  });

  test('a required property that is optional', () => {
    const types = new DeclaredTypes(['interface DestinationRuleSpec { host?: string }']);
    expect(typeMismatches('DestinationRuleSpec', specSchema('DestinationRule'), types)).toEqual([
      'DestinationRuleSpec.host must not be optional: the schema of the CRD requires it.',
    ]);
  });
});
