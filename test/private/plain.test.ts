import { ApiObject, App, Chart, type IResolver, JsonPatch, Lazy, type ResolutionContext } from 'cdk8s';
import { Overlay } from 'cdk8s-inference-gateway';
import fc from 'fast-check';
import { ManifestObject } from '../../lib/private/object';
import { build, program } from '../generated';
import { team } from '../programs';
import { captured } from '../render';

/** What cdk8s itself makes of an object. */
function byCdk8s(object: ApiObject): unknown {
  return ApiObject.prototype.toJson.call(object);
}

function objectsIn(app: App): ManifestObject[] {
  return app.node
    .findAll()
    .filter((one) => ApiObject.isApiObject(one) && ManifestObject.isManifestObject(one)) as never;
}

test('every object of every program is rendered byte by byte as cdk8s renders it', () => {
  const check = (input: never) => {
    for (const object of objectsIn(captured(() => build(input)).result)) {
      expect(JSON.stringify(object.toJson())).toBe(JSON.stringify(byCdk8s(object)));
    }
  };
  fc.assert(fc.property(program as fc.Arbitrary<never>, check), { numRuns: 15, seed: 20_261_121 });
});

test('patches are applied as cdk8s applies them', () => {
  const { pool } = team();
  pool.deployment.addJsonPatch(
    JsonPatch.add('/spec/zeta', { b: 1, a: 2 }),
    JsonPatch.remove('/spec/strategy'),
    JsonPatch.add('/alpha', 'first'),
  );
  expect(JSON.stringify(pool.deployment.toJson())).toBe(JSON.stringify(byCdk8s(pool.deployment)));
});

/** An object with one field, in an App. */
function withField(field: unknown, app = new App()): ManifestObject {
  const metadata = { name: 'x' };
  return new ManifestObject(new Chart(app, 'c'), 'x', { apiVersion: 'v1', kind: 'ConfigMap', metadata, field });
}

test.each([
  [
    'late values, also within late ones',
    Lazy.any({ produce: () => ({ b: Lazy.any({ produce: () => [1, null] }), a: undefined }) }),
  ],
  ['tokens of other libraries', { token: { resolve: () => 'resolved' } }],
  [
    'values that a class holds',
    { port: Object.assign(Object.create({ constructor: class IntOrString {} }), { value: 80 }) },
  ],
  ['empty lists and objects', { list: [], object: {}, text: '', zero: 0, no: false }],
])('%s are rendered as by cdk8s', (_, field) => {
  const object = withField(field);
  expect(JSON.stringify(object.toJson())).toBe(JSON.stringify(byCdk8s(object)));
});

test('resolvers of an App are asked', () => {
  const shout: IResolver = {
    resolve: (context: ResolutionContext) => {
      if (context.value === 'quiet') context.replaceValue('LOUD');
    },
  };
  expect(withField('quiet', new App({ resolvers: [shout] })).toJson()).toHaveProperty('field', 'LOUD');
});

test('overlays come after all of it', () => {
  const { pool } = team();
  pool.deployment.addJsonPatch(JsonPatch.add('/spec/paused', true));
  Overlay.of(pool.deployment).merge({ spec: { paused: false } });
  expect(pool.deployment.toJson()).toHaveProperty('spec.paused', false);
});
