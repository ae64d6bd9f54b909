import { readFileSync } from 'node:fs';
import { App, JsonPatch } from 'cdk8s';
import {
  Checks,
  Cluster,
  ConfigMapKey,
  Engine,
  type ModelPoolProps,
  Overlay,
  PickerConfig,
  PodSettings,
  PodVolume,
  Registry,
  SecretKey,
} from 'cdk8s-inference-gateway';
import { createSourceFile, forEachChild, isPropertyAssignment, type Node, ScriptTarget } from 'typescript';
import { team } from './programs';
import { all, find, objectsOf } from './render';

type Program = ReturnType<typeof team>;

const image = 'registry.example.com/team/tool:v1';
const POD = 'spec.template.spec';
const EPP = '/spec/template/spec/containers/0';

/** The value at a path of fields and indexes. */
function at(object: unknown, path: string): unknown {
  return path.split('.').reduce((value, field) => (value as Record<string, unknown> | undefined)?.[field], object);
}

/** What is typed: a property of the pool, and the field of the model server's Deployment that it changes. */
/** The way to one server of the company's own. */
const ONE_SERVER = { to: [{ ipBlock: { cidr: '10.9.8.7/32' } }], ports: [{ port: 443 }] };

const TYPED: {
  readonly what: string;
  readonly change: () => Partial<ModelPoolProps>;
  field: string;
  value: unknown;
}[] = [
  {
    what: 'another image',
    change: () => ({ engine: Engine.vllm({ image: 'registry.example.com/team/vllm:v0.32.0-own' }) }),
    field: `${POD}.containers.0.image`,
    value: 'registry.example.com/team/vllm:v0.32.0-own',
  },
  {
    what: 'another version of the engine',
    change: () => ({ engine: Engine.vllm({ version: 'v0.33.0' }) }),
    field: `${POD}.containers.0.image`,
    value: 'docker.io/vllm/vllm-openai:v0.33.0',
  },
  {
    what: 'a variable',
    change: () => ({ pods: PodSettings.of({ env: { LOG_LEVEL: 'debug' } }) }),
    field: `${POD}.containers.0.env.2`,
    value: { name: 'LOG_LEVEL', value: 'debug' },
  },
  {
    what: 'a variable of a Secret',
    change: () => ({ pods: PodSettings.of({ secretEnv: { S3_TOKEN: SecretKey.of('s3', 'token') } }) }),
    field: `${POD}.containers.0.env.2`,
    value: { name: 'S3_TOKEN', valueFrom: { secretKeyRef: { name: 's3', key: 'token' } } },
  },
  {
    what: 'a variable of a ConfigMap',
    change: () => ({ pods: PodSettings.of({ configMapEnv: { ZONE: ConfigMapKey.of('site', 'zone') } }) }),
    field: `${POD}.containers.0.env.2`,
    value: { name: 'ZONE', valueFrom: { configMapKeyRef: { name: 'site', key: 'zone' } } },
  },
  {
    what: 'an init container',
    change: () => ({ pods: PodSettings.of({ initContainers: [{ name: 'fetch', image, args: ['all'] }] }) }),
    field: `${POD}.initContainers.0.args`,
    value: ['all'],
  },
  {
    what: 'a sidecar',
    change: () => ({ pods: PodSettings.of({ sidecars: [{ name: 'logs', image }] }) }),
    field: `${POD}.initContainers.0.restartPolicy`,
    value: 'Always',
  },
  {
    what: 'a volume',
    change: () => ({ pods: PodSettings.of({ volumes: [PodVolume.claim('models', 'shared-models')] }) }),
    field: `${POD}.volumes.1`,
    value: { name: 'models', persistentVolumeClaim: { claimName: 'shared-models' } },
  },
  {
    what: 'a mount',
    change: () => ({ pods: PodSettings.of({ mounts: [{ volume: 'tmp', path: '/scratch', subPath: 'scratch' }] }) }),
    field: `${POD}.containers.0.volumeMounts.1`,
    value: { name: 'tmp', mountPath: '/scratch', subPath: 'scratch' },
  },
  {
    what: 'a pull secret',
    change: () => ({ pods: PodSettings.of({ pullSecrets: ['team-registry'] }) }),
    field: `${POD}.imagePullSecrets`,
    value: [{ name: 'team-registry' }],
  },
  {
    what: 'a label',
    change: () => ({ pods: PodSettings.of({ labels: { team: 'red' } }) }),
    field: 'spec.template.metadata.labels.team',
    value: 'red',
  },
  {
    what: 'an annotation',
    change: () => ({ pods: PodSettings.of({ annotations: { owner: 'red' } }) }),
    field: 'spec.template.metadata.annotations.owner',
    value: 'red',
  },
  {
    what: 'a priority class',
    change: () => ({ pods: PodSettings.of({ priorityClassName: 'production' }) }),
    field: `${POD}.priorityClassName`,
    value: 'production',
  },
  {
    what: 'a runtime class',
    change: () => ({ pods: PodSettings.of({ runtimeClassName: 'nvidia' }) }),
    field: `${POD}.runtimeClassName`,
    value: 'nvidia',
  },
  {
    what: 'an account that exists',
    change: () => ({ pods: PodSettings.of({ serviceAccountName: 'model-server' }) }),
    field: `${POD}.serviceAccountName`,
    value: 'model-server',
  },
  {
    what: 'nodes',
    change: () => ({ pods: PodSettings.of({ nodeSelector: { pool: 'spot' } }) }),
    field: `${POD}.nodeSelector.pool`,
    value: 'spot',
  },
  {
    what: 'tolerations',
    change: () => ({ pods: PodSettings.of({ tolerations: [{ key: 'spot', value: 'true' }] }) }),
    field: `${POD}.tolerations.0`,
    value: { key: 'spot', operator: 'Equal', value: 'true', effect: 'NoSchedule' },
  },
];

test.each(TYPED)('$what is typed', ({ change, field, value }) => {
  const { app } = team({ pool: change() });
  Checks.of(app).exists({ kind: 'ConfigMap', namespace: 'ai', name: 'site' });
  Checks.of(app).exists({ kind: 'ServiceAccount', namespace: 'ai', name: 'model-server' });
  expect(at(find(app, 'Deployment', 'qwen3'), field)).toEqual(value);
});

/** What is not typed: an overlay of a rendered object, which is a member of its construct. */
const OVERLAID: {
  readonly what: string;
  change: (program: Program) => unknown;
  object: string;
  field: string;
  value: unknown;
}[] = [
  {
    what: 'a field of the server',
    change: ({ pool }) =>
      Overlay.of(pool.deployment).merge({ spec: { template: { spec: { schedulerName: 'volcano' } } } }),
    object: 'Deployment qwen3',
    field: `${POD}.schedulerName`,
    value: 'volcano',
  },
  {
    what: 'when the pool fails',
    change: ({ pool }) =>
      Overlay.of(pool.inferencePool).merge({ spec: { endpointPickerRef: { failureMode: 'FailOpen' } } }),
    object: 'InferencePool qwen3',
    field: 'spec.endpointPickerRef.failureMode',
    value: 'FailOpen',
  },
  {
    what: 'how many servers a drain takes',
    change: ({ pool }) => Overlay.of(pool.podDisruptionBudget).merge({ spec: { maxUnavailable: 2 } }),
    object: 'PodDisruptionBudget qwen3',
    field: 'spec.maxUnavailable',
    value: 2,
  },
  {
    what: "the server's policy",
    change: ({ pool }) => pool.serverPolicy.addJsonPatch(JsonPatch.add('/spec/egress', [ONE_SERVER])),
    object: 'NetworkPolicy qwen3',
    field: 'spec.egress.0.ports.0.port',
    value: 443,
  },
  {
    what: "the picker's resources",
    change: ({ pool }) =>
      pool.endpointPicker.deployment.addJsonPatch(JsonPatch.replace(`${EPP}/resources/limits/memory`, '8Gi')),
    object: 'Deployment qwen3-epp',
    field: `${POD}.containers.0.resources.limits.memory`,
    value: '8Gi',
  },
  {
    what: "the router's Service",
    change: ({ gateway }) =>
      Overlay.of(gateway.bodyRouter.service).merge({ spec: { trafficDistribution: 'PreferClose' } }),
    object: 'Service gateway-body-router',
    field: 'spec.trafficDistribution',
    value: 'PreferClose',
  },
  {
    what: 'the Gateway',
    change: ({ gateway }) => Overlay.of(gateway.gateway).merge({ spec: { addresses: [{ value: '10.0.0.9' }] } }),
    object: 'Gateway gateway',
    field: 'spec.addresses.0.value',
    value: '10.0.0.9',
  },
  {
    what: 'a route',
    change: ({ route }) => Overlay.of(route.httpRoutes[0]).merge({ metadata: { labels: { team: 'red' } } }),
    object: 'HTTPRoute everyone',
    field: 'metadata.labels.team',
    value: 'red',
  },
];

test.each(OVERLAID)('$what is overlaid', ({ change, object, field, value }) => {
  const program = team();
  change(program);
  const found = objectsOf(program.app).find(({ kind, metadata }) => `${kind} ${metadata.name}` === object);
  expect(at(found, field)).toEqual(value);
});

test('each of these changes takes three lines at most', () => {
  const file = createSourceFile(__filename, readFileSync(__filename, 'utf8'), ScriptTarget.ES2022, true);
  const lines: number[] = [];
  const line = (position: number) => file.getLineAndCharacterOfPosition(position).line;
  const visit = (node: Node): void => {
    if (isPropertyAssignment(node) && node.name.getText() === 'change') {
      lines.push(line(node.initializer.end) - line(node.initializer.getStart()) + 1);
    }
    forEachChild(node, visit);
  };
  visit(file);
  expect(lines).toHaveLength(TYPED.length + OVERLAID.length);
  expect(lines.filter((count) => count > 3)).toEqual([]);
});

test('the settings reach the pods of picker and router as well', () => {
  const pods = PodSettings.of({ priorityClassName: 'high', labels: { team: 'red' }, pullSecrets: ['team'] });
  const app = new App();
  Cluster.define(app, { registry: Registry.mirror('acr.example.com', { pullSecret: 'acr' }) });
  team({ gateway: { bodyRouterPods: pods }, pool: { pods, endpointPicker: PickerConfig.of({ pods }) } }, app);
  const deployments = all(app, 'Deployment');
  expect(deployments).toHaveLength(3);
  for (const { spec } of deployments) {
    expect(spec.template.metadata.labels).toHaveProperty('team', 'red');
    expect(spec.template.spec).toMatchObject({
      priorityClassName: 'high',
      imagePullSecrets: [{ name: 'acr' }, { name: 'team' }],
    });
  }
});
