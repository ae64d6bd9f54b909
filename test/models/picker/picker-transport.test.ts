import { App } from 'cdk8s';
import { Certificate, Checks, Cluster, PickerConfig, PickerTransport } from 'cdk8s-inference-gateway';
import { team } from '../../programs';
import { refuses } from '../../refuses';
import { all, captured, containerOf, find, flagOf, objectsOf } from '../../render';

const BY_SECRET = PickerTransport.verified({
  certificate: Certificate.fromSecret('picker-tls'),
  caConfigMap: 'internal-ca',
});
const ISSUED = PickerTransport.verified({
  certificate: Certificate.issuedBy('internal', { kind: 'Issuer' }),
  caConfigMap: 'internal-ca',
});

function program(transport: PickerTransport, app = new App()) {
  Checks.of(app).exists({ kind: 'ConfigMap', namespace: 'ai', name: 'internal-ca' });
  return team({ pool: { endpointPicker: PickerConfig.of({ transport }) } }, app);
}

function tlsVolume(transport: PickerTransport) {
  const objects = objectsOf(program(transport).app);
  const deployment = find(objects, 'Deployment', 'qwen3-epp');
  const { args, volumeMounts } = containerOf(deployment);
  const mount = volumeMounts?.find(({ mountPath }) => mountPath === flagOf(args, 'cert-path'));
  const volume = deployment.spec.template.spec.volumes?.find(({ name }) => name === mount?.name);
  return { mount, secret: volume?.secret?.secretName };
}

test('a verified picker reads its certificate from the Secret, and again when it is renewed', () => {
  const { mount, secret } = tlsVolume(BY_SECRET);
  expect(secret).toBe('picker-tls');
  expect(mount?.readOnly).toBe(true);
  const { args } = containerOf(find(program(BY_SECRET).app, 'Deployment', 'qwen3-epp'));
  expect(flagOf(args, 'secure-serving')).toBe('true');
  expect(flagOf(args, 'enable-cert-reload')).toBe('true');
});

test.each(['cluster.local', 'corp.internal'])(
  'in the domain %s, certificate and check agree on the name of the Service',
  (clusterDomain) => {
    const app = new App();
    Cluster.define(app, { clusterDomain });
    const objects = objectsOf(program(ISSUED, app).app);
    const host = `qwen3-epp.ai.svc.${clusterDomain}`;
    expect(find(objects, 'Certificate', 'qwen3-epp').spec).toMatchObject({
      dnsNames: [host],
      issuerRef: { kind: 'Issuer', name: 'internal' },
    });
    expect(find(objects, 'BackendTLSPolicy', 'qwen3-epp').spec.validation).toMatchObject({
      hostname: host,
      subjectAltNames: [{ type: 'Hostname', hostname: host }],
      caCertificateRefs: [{ kind: 'ConfigMap', name: 'internal-ca' }],
    });
  },
);

test('cert-manager issues into the Secret that the picker reads', () => {
  const { secretName } = find(program(ISSUED).app, 'Certificate', 'qwen3-epp').spec;
  expect(tlsVolume(ISSUED).secret).toBe(secretName);
});

test('the check is for the port on which the gateway asks, and for nothing else', () => {
  const objects = objectsOf(program(BY_SECRET).app);
  const [{ name, sectionName }] = find(objects, 'BackendTLSPolicy', 'qwen3-epp').spec.targetRefs;
  const { port } = find(objects, 'InferencePool', 'qwen3').spec.endpointPickerRef;
  expect(find(objects, 'Service', name).spec.ports.find((one) => one.name === sectionName)?.port).toBe(port.number);
  expect(all(objects, 'DestinationRule').map(({ metadata }) => metadata.name)).toEqual(['gateway-body-router']);
});

test('what the owner of the namespace must make is told, until it is declared', () => {
  const { app } = team({ pool: { endpointPicker: PickerConfig.of({ transport: BY_SECRET }) } });
  const missing = () =>
    captured(() => Checks.of(app).findings()).result.flatMap(({ rule, severity, message }) =>
      rule === 'missing-reference' ? [`${severity} ${message}`] : [],
    );
  expect(missing()).toEqual([
    expect.stringMatching(/^error .*ConfigMap ai\/internal-ca \(caCertificateRefs\)/),
    expect.stringMatching(/^warning .*Secret ai\/picker-tls \(volume 'tls'\)/),
  ]);
  Checks.of(app).exists({ kind: 'ConfigMap', namespace: 'ai', name: 'internal-ca' });
  Checks.of(app).exists({ kind: 'Secret', namespace: 'ai', name: 'picker-tls' });
  expect(captured(() => Checks.of(app).findings()).result).toEqual([]);
});

test('a Secret that cert-manager makes is not missed', () => {
  const { app } = program(ISSUED);
  expect(captured(() => Checks.of(app).findings()).result).toEqual([]);
});

refuses(
  'a verified picker without a certificate',
  () => PickerTransport.verified({ caConfigMap: 'internal-ca' } as never),
  "'certificate'",
  "Certificate.issuedBy('internal-ca')",
);
refuses(
  'a verified picker without an authority',
  () => PickerTransport.verified({ certificate: Certificate.fromSecret('picker-tls') } as never),
  "'caConfigMap'",
  'ca.crt',
);
refuses(
  'a name of an authority that cannot be one',
  () => PickerTransport.verified({ certificate: Certificate.fromSecret('picker-tls'), caConfigMap: 'Internal CA' }),
  "'caConfigMap' (Internal CA)",
);
