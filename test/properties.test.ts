import { App } from 'cdk8s';
import { Checks } from 'cdk8s-inference-gateway';
import fc from 'fast-check';
import { build, label, type Program, program, RUNS } from './generated';
import { objectFaults } from './judges/objects';
import { pathFaults } from './judges/path';
import { namespaceFaults, podSecurityFaults } from './judges/pods';
import { timeFaults } from './judges/time';
import { poolIn } from './programs';
import { captured, chartIn, objectsOf } from './render';
import { defaulted, violations } from './schema/crd-schema';

function files(app: App): Record<string, string> {
  return captured(() => Object.fromEntries(app.charts.map((one) => [one.node.id, JSON.stringify(one.toJson())])))
    .result;
}

test('every valid program works: paths, names, schemas, times and walls', () => {
  const check = (input: Program) => {
    const objects = objectsOf(build(input));
    const faults = {
      path: pathFaults(objects),
      names: objectFaults(objects),
      schemas: objects.flatMap(violations),
      defaults: objects.flatMap(defaulted),
      time: timeFaults(objects),
      pods: podSecurityFaults(objects),
      namespaces: namespaceFaults(objects),
    };
    expect(faults).toEqual({ path: [], names: [], schemas: [], defaults: [], time: [], pods: [], namespaces: [] });
    expect(JSON.stringify(objects)).not.toContain(':null');
  };
  fc.assert(fc.property(program, check), RUNS);
});

/** Programs leave claims and Secrets to others, and nobody declares them here. */
const LEFT_TO_OTHERS = /^refers to (Secret|PersistentVolumeClaim) .* which is not made here$/;

test('rules find nothing in any valid program, but what it leaves to others', () => {
  const check = (input: Program) => {
    const findings = captured(() => Checks.of(build(input)).findings()).result;
    expect(findings.filter(({ message }) => !LEFT_TO_OTHERS.test(message))).toEqual([]);
    expect(findings.map(({ severity }) => severity)).not.toContain('error');
  };
  fc.assert(fc.property(program, check), RUNS);
});

test('every program renders the same bytes twice', () => {
  fc.assert(
    fc.property(program, (input) => expect(files(build(input))).toEqual(files(build(input)))),
    RUNS,
  );
});

test('one tenant less changes the file of no other tenant, and no pod but pickers that need not be fair any more', () => {
  const check = (input: Program) => {
    fc.pre(input.tenants.length > 1);
    const [gone, ...tenants] = input.tenants;
    const [all, fewer] = [files(build(input)), files(build({ ...input, tenants }))];
    for (const { name } of tenants) expect(all[`t-${name}`]).toBe(fewer[`t-${name}`]);
    expect(all).toHaveProperty([`t-${gone.name}`]);
    const pods = (one: Program) =>
      objectsOf(build(one)).filter(({ kind, metadata }) => kind === 'Deployment' && !metadata.name.endsWith('-epp'));
    expect(pods(input)).toEqual(pods({ ...input, tenants }));
  };
  fc.assert(fc.property(program, check), { ...RUNS, numRuns: 10 });
});

test('every text is accepted or refused as a name with a reason: nothing else is thrown', () => {
  const check = (text: string) => {
    const app = new App();
    try {
      poolIn(chartIn(app, 'models'), 'x', { name: text, modelName: text });
    } catch (error) {
      expect(String(error)).toMatch(/^Error: '(name|modelName)' \([\s\S]*\) .+: write '.+'$/);
      return;
    }
    expect(objectFaults(objectsOf(app))).toEqual([]);
  };
  fc.assert(fc.property(fc.oneof(fc.string(), label(63), fc.string({ unit: 'grapheme' })), check), {
    ...RUNS,
    numRuns: 30,
  });
});

test('a name that is proposed in place of another is accepted', () => {
  const check = (text: string) => {
    const attempt = (name: string) => poolIn(chartIn(new App(), 'models'), 'x', { name, modelName: 'model' });
    try {
      attempt(text);
    } catch (error) {
      const [, proposed = ''] = /: write '(.+)'$/.exec(String(error)) ?? [];
      expect(attempt(proposed).poolName).toBe(proposed);
    }
  };
  fc.assert(fc.property(fc.string({ maxLength: 80 }), check), { ...RUNS, numRuns: 30 });
});
