import { App } from 'cdk8s';
import { PickerConfig, Versions } from 'cdk8s-inference-gateway';
import { poolIn, team } from '../../programs';
import { chartIn, containerOf, find, flagOf, objectsOf, selects } from '../../render';

function picker(objects = objectsOf(team().app)) {
  return find(objects, 'Deployment', 'qwen3-epp');
}

test('the picker is told its own pool, namespace and group', () => {
  const app = new App();
  poolIn(chartIn(app, 'models'), 'internal-id', { name: 'chat' });
  const { metadata, apiVersion } = find(app, 'InferencePool', 'chat');
  const { args } = containerOf(find(app, 'Deployment', 'chat-epp'));
  expect(flagOf(args, 'pool-name')).toBe(metadata.name);
  expect(flagOf(args, 'pool-namespace')).toBe(metadata.namespace);
  expect(flagOf(args, 'pool-group')).toBe(apiVersion.split('/')[0]);
});

test('the picker reads the file that its ConfigMap mounts', () => {
  const objects = objectsOf(team().app);
  const { volumes } = picker(objects).spec.template.spec;
  const { args, volumeMounts } = containerOf(picker(objects));
  const path = flagOf(args, 'config-file') ?? '';
  const mount = volumeMounts?.find(({ mountPath }) => path.startsWith(`${mountPath}/`));
  const source = volumes?.find(({ name }) => name === mount?.name)?.configMap?.name ?? '';
  expect(mount?.readOnly).toBe(true);
  expect(find(objects, 'ConfigMap', source).data).toHaveProperty([path.slice((mount?.mountPath.length ?? 0) + 1)]);
});

test('the Service reaches the pods of the picker by gRPC on the port that the pool names', () => {
  const objects = objectsOf(team().app);
  const { endpointPickerRef } = find(objects, 'InferencePool', 'qwen3').spec;
  const { spec } = find(objects, 'Service', endpointPickerRef.name, 'ai');
  const port = spec.ports.find((one) => one.port === endpointPickerRef.port.number);
  expect(port?.appProtocol).toBe('kubernetes.io/h2c');
  expect(selects(spec.selector, picker(objects).spec.template.metadata.labels)).toBe(true);
  const target = containerOf(picker(objects)).ports.find(({ name }) => name === port?.targetPort);
  expect(target?.containerPort).toBe(endpointPickerRef.port.number);
});

test('the metrics of the picker are found where it serves them', () => {
  const objects = objectsOf(team().app);
  const port = find(objects, 'Service', 'qwen3-epp').spec.ports.find(({ name }) => name === 'http-metrics');
  const target = containerOf(picker(objects)).ports.find(({ name }) => name === port?.targetPort);
  expect(target?.containerPort).toBe(port?.port);
});

test('the picker takes requests only once its serving port listens', () => {
  const objects = objectsOf(team().app);
  const { startupProbe, ports } = containerOf(picker(objects));
  const probed = ports.find(({ name }) => name === startupProbe.tcpSocket?.port)?.containerPort;
  expect(probed).toBe(find(objects, 'InferencePool', 'qwen3').spec.endpointPickerRef.port.number);
});

test('several pickers pick side by side, without a leader, and roll one by one', () => {
  const { spec } = picker();
  expect(spec.replicas).toBe(2);
  expect(spec.strategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } });
  expect(containerOf(picker()).args.filter((arg) => arg.includes('leader'))).toEqual([]);
  const { app } = team({ pool: { endpointPicker: PickerConfig.of({ replicas: 3 }) } });
  expect(find(app, 'Deployment', 'qwen3-epp').spec.replicas).toBe(3);
});

test('the picker may read what it watches, and no more', () => {
  const objects = objectsOf(team().app);
  const { rules } = find(objects, 'Role', 'qwen3-epp');
  expect(rules.flatMap(({ verbs }) => verbs)).toEqual(
    expect.not.arrayContaining(['create', 'update', 'patch', 'delete', '*']),
  );
  const resources = rules.flatMap(({ apiGroups, resources: names }) => names.map((name) => `${apiGroups[0]}/${name}`));
  expect(resources).toEqual([
    '/pods',
    'inference.networking.k8s.io/inferencepools',
    'inference.networking.x-k8s.io/inferenceobjectives',
    'inference.networking.x-k8s.io/inferencemodelrewrites',
  ]);
});

test('the rights are bound to the account of the pods', () => {
  const objects = objectsOf(team().app);
  const { roleRef, subjects } = find(objects, 'RoleBinding', 'qwen3-epp');
  expect(roleRef).toMatchObject({ kind: 'Role', name: 'qwen3-epp' });
  const { serviceAccountName, automountServiceAccountToken } = picker(objects).spec.template.spec;
  expect(subjects).toEqual([{ kind: 'ServiceAccount', name: serviceAccountName, namespace: 'ai' }]);
  expect(automountServiceAccountToken).toBe(true);
});

test('liveness and readiness ask the health service of the picker on its own port', () => {
  const { livenessProbe, readinessProbe, ports } = containerOf(picker());
  const health = ports.find(({ name }) => name === 'grpc-health')?.containerPort;
  for (const { grpc } of [livenessProbe, readinessProbe]) {
    expect(grpc).toEqual({ port: health, service: 'inference-extension' });
  }
});

test('a pool without endpoint fails closed', () => {
  expect(find(team().app, 'InferencePool', 'qwen3').spec.endpointPickerRef.failureMode).toBe('FailClose');
});

test('the picker is the one of the lock, on nodes that its image was made for', () => {
  expect(containerOf(picker()).image).toBe(`${Versions.ENDPOINT_PICKER.image}:${Versions.ENDPOINT_PICKER.lock}`);
  expect(picker().spec.template.spec.nodeSelector).toEqual({ 'kubernetes.io/arch': 'amd64' });
});
