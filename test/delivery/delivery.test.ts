import { ApiObject, App, Duration } from 'cdk8s';
import { Cluster, Delivery, FluxKustomizations, type FluxKustomizationsProps } from 'cdk8s-inference-gateway';
import { team, tenancy } from '../programs';
import { refuses } from '../refuses';
import { chartIn, objectsOf, type Rendered } from '../render';
import { defaulted, violations } from '../schema/crd-schema';

const ARGO = 'argocd.argoproj.io/sync-wave';
const FLUX = 'cdk8s-inference-gateway/wave';

/** The objects of a tenancy that is delivered somehow. */
function delivered(delivery?: Delivery): Rendered[] {
  const app = new App();
  if (delivery !== undefined) Cluster.define(app, { delivery });
  return objectsOf(tenancy(['tenant-a'], {}, app).app);
}

/** The wave of the objects of a kind, or of the one with a name. */
function wave(objects: Rendered[], kind: string, name?: string): number {
  const found = objects.filter(
    (object) => object.kind === kind && (name ?? object.metadata.name) === object.metadata.name,
  );
  const waves = new Set(found.map(({ metadata }) => Number(metadata.annotations?.[ARGO])));
  expect([kind, waves.size]).toEqual([kind, 1]);
  return [...waves][0];
}

test('Argo CD finds a wave on every object', () => {
  const bare = delivered(Delivery.argoCd()).filter(({ metadata }) => metadata.annotations?.[ARGO] === undefined);
  expect(bare).toEqual([]);
});

test('a namespace comes before all else, and a route after all that leads requests on', () => {
  const objects = delivered(Delivery.argoCd());
  const waves = objects.map(({ metadata }) => Number(metadata.annotations?.[ARGO]));
  expect(wave(objects, 'Namespace')).toBe(Math.min(...waves));
  expect(waves.filter((one) => one === wave(objects, 'Namespace'))).toHaveLength(3);
  expect(wave(objects, 'HTTPRoute')).toBe(Math.max(...waves));
});

test('the proxies get the router filter once the router answers with its table, and before any route', () => {
  const objects = delivered(Delivery.argoCd());
  const router = wave(objects, 'Deployment', 'gateway-body-router');
  for (const kind of [
    'ConfigMap',
    'Role',
    'RoleBinding',
    'ServiceAccount',
    'NetworkPolicy',
    'DestinationRule',
    'Service',
  ]) {
    expect([kind, wave(objects, kind) < router]).toEqual([kind, true]);
  }
  expect(router).toBeLessThan(wave(objects, 'EnvoyFilter'));
  expect(wave(objects, 'EnvoyFilter')).toBeLessThan(wave(objects, 'HTTPRoute'));
});

test('a picker finds its pool, without which it is never healthy', () => {
  const objects = delivered(Delivery.argoCd());
  expect(wave(objects, 'InferencePool')).toBeLessThan(wave(objects, 'Deployment', 'chat-epp'));
});

test('nothing waits for what may stay unhealthy for long: model servers, pickers, doors and routes', () => {
  const objects = delivered(Delivery.argoCd());
  const last = Math.max(...objects.map(({ metadata }) => Number(metadata.annotations?.[ARGO])));
  for (const name of ['chat', 'chat-epp']) expect(wave(objects, 'Deployment', name)).toBe(last);
  for (const kind of ['Gateway', 'HTTPRoute']) expect(wave(objects, kind)).toBe(last);
});

test('without GitOps no object carries an order, and otherwise nothing else changes', () => {
  const without = (annotation: string) => (key: string, value: unknown) => (key === annotation ? undefined : value);
  const plain = JSON.stringify(delivered());
  expect(plain).not.toContain(ARGO);
  expect(plain).not.toContain(FLUX);
  expect(JSON.stringify(delivered(Delivery.kubectl()))).toBe(plain);
  for (const [delivery, annotation] of [
    [Delivery.argoCd(), ARGO],
    [Delivery.flux(), FLUX],
  ] as const) {
    expect(JSON.stringify(delivered(delivery), without(annotation)).replaceAll('"annotations":{},', '')).toBe(plain);
  }
});

test('an order of its own can be given to any object', () => {
  const app = new App();
  Cluster.define(app, { delivery: Delivery.argoCd() });
  const { pool } = team({}, app);
  pool.deployment.metadata.addAnnotation(ARGO, '7');
  expect(wave(objectsOf(app), 'Deployment', 'qwen3')).toBe(7);
});

test('delivered objects are still accepted by every CRD, which adds nothing', () => {
  expect(delivered(Delivery.argoCd()).flatMap((object) => [...violations(object), ...defaulted(object)])).toEqual([]);
});

describe('Flux', () => {
  function flux(props: Partial<FluxKustomizationsProps> = {}) {
    const app = new App();
    Cluster.define(app, { delivery: Delivery.flux() });
    const { models } = tenancy(['tenant-a'], {}, app);
    new ApiObject(models, 'Own', { apiVersion: 'v1', kind: 'ConfigMap' });
    new FluxKustomizations(chartIn(app, 'flux-system'), 'inference', { path: './dist/prod', ...props });
    return objectsOf(app);
  }

  /** Whether a selector of one annotation selects an object: `KEY in (A,B)` or `KEY notin (A)`. */
  function selects(selector: string, { metadata }: Rendered): boolean {
    const [, key = '', operator, values = ''] = /^(\S+) (in|notin) \((.+)\)$/.exec(selector) ?? [];
    return (operator === 'in') === values.split(',').includes(metadata.annotations?.[key] ?? '');
  }

  interface Kustomization {
    readonly dependsOn?: { readonly name: string }[];
    readonly wait: boolean;
    readonly patches: { readonly target: { readonly annotationSelector: string } }[];
  }

  /** The Kustomizations in order, each with the objects that it applies. */
  function layers(objects: Rendered[]) {
    const layer = ({ metadata, spec }: Rendered) => {
      const { dependsOn, wait, patches } = spec as Kustomization;
      const applied = objects.filter((one) => !selects(patches[0].target.annotationSelector, one));
      return { name: metadata.name, after: dependsOn?.map(({ name }) => name), wait, applied };
    };
    return objects.filter(({ kind }) => kind === 'Kustomization').map(layer);
  }

  test('applies three layers, one after the other, and waits for all but the last', () => {
    expect(layers(flux()).map(({ name, after, wait }) => [name, after, wait])).toEqual([
      ['inference-base', undefined, true],
      ['inference-filters', ['inference-base'], true],
      ['inference-traffic', ['inference-filters'], false],
    ]);
  });

  test('applies every object by exactly one layer, objects without a step included', () => {
    const objects = flux();
    const applied = layers(objects).flatMap((layer) => layer.applied);
    const rest = objects.filter(({ kind }) => kind !== 'Kustomization');
    expect(applied).toHaveLength(rest.length);
    expect(new Set(applied)).toEqual(new Set(rest));
  });

  test('applies no layer by a layer, which would wait for what waits for it', () => {
    const applied = layers(flux()).flatMap((layer) => layer.applied);
    expect(applied.filter(({ kind }) => kind === 'Kustomization')).toEqual([]);
  });

  test('applies the router first, its filter next, and routes and model servers last', () => {
    const [base, filters, traffic] = layers(flux()).map(({ applied }) =>
      applied.map(({ kind, metadata }) => `${kind} ${metadata.name}`),
    );
    expect(base).toEqual(expect.arrayContaining(['Deployment gateway-body-router', 'InferencePool chat']));
    expect(filters).toEqual(['EnvoyFilter gateway-request-filters', 'EnvoyFilter gateway-models-list']);
    expect(traffic).toEqual(expect.arrayContaining(['HTTPRoute route', 'Deployment chat', 'Deployment chat-epp']));
  });

  test('is told where and how often to look', () => {
    const [one] = flux({
      sourceKind: 'OCIRepository',
      sourceName: 'app',
      interval: Duration.minutes(1),
      name: 'ai',
    }).filter(({ kind }) => kind === 'Kustomization');
    expect(one.metadata).toMatchObject({ name: 'ai-base', namespace: 'flux-system' });
    expect(one.spec).toMatchObject({
      sourceRef: { kind: 'OCIRepository', name: 'app' },
      interval: '60s',
      path: './dist/prod',
    });
  });

  const broken = (app: App, props: Partial<FluxKustomizationsProps>) => {
    Cluster.define(app, { delivery: Delivery.flux() });
    new FluxKustomizations(chartIn(app, 'flux-system'), 'inference', { path: './dist', ...props });
  };
  refuses('a folder that is none', (app) => broken(app, { path: 'dist' }), "'path' (dist)", "write './dist/prod'");
  refuses(
    'a source that Flux does not know',
    (app) => broken(app, { sourceKind: 'Helm' }),
    "'sourceKind' (Helm)",
    'Bucket',
  );
  refuses(
    'layers of objects without their step',
    (app) => new FluxKustomizations(chartIn(app, 'flux-system'), 'inference', { path: './dist' }),
    "'delivery' of the cluster is not Flux",
    'Delivery.flux()',
  );
});
