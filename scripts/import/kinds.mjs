/**
 * What is vendored, and from where: for each component of lib/versions.ts the CRDs, each in the one API version that
 * the library emits (or a user's manifest may hold). `types` names the generated TypeScript file and the kinds in it;
 * Istio has none, the few fields that we render are written by hand.
 */
const SOURCES = [
  {
    component: 'GATEWAY_API',
    group: 'gateway.networking.k8s.io',
    path: (plural, group) => `config/crd/standard/${group}_${plural}.yaml`,
    versions: {
      backendtlspolicies: 'v1',
      gatewayclasses: 'v1',
      gateways: 'v1',
      grpcroutes: 'v1',
      httproutes: 'v1',
      listenersets: 'v1',
      // The version that is stored, and that older releases serve too.
      referencegrants: 'v1beta1',
      tlsroutes: 'v1',
    },
    // All eight kinds would be 5,500 lines to compile for four that are rendered.
    types: { file: 'gateway-api.ts', plurals: ['gatewayclasses', 'gateways', 'httproutes', 'referencegrants'] },
  },
  {
    component: 'INFERENCE_EXTENSION',
    group: 'inference.networking.k8s.io',
    path: (plural, group) => `config/crd/bases/${group}_${plural}.yaml`,
    versions: { inferencepools: 'v1' },
    types: { file: 'inference-extension.ts', plurals: ['inferencepools'] },
  },
  {
    component: 'INFERENCE_EXTENSION',
    group: 'inference.networking.x-k8s.io',
    path: (plural, group) => `config/crd/bases/${group}_${plural}.yaml`,
    versions: { inferencemodelrewrites: 'v1alpha2', inferenceobjectives: 'v1alpha2' },
    types: { file: 'inference-extension-x.ts', plurals: ['inferencemodelrewrites', 'inferenceobjectives'] },
  },
  {
    component: 'ISTIO',
    group: 'networking.istio.io',
    path: () => 'kubernetes/customresourcedefinitions.gen.yaml',
    versions: { destinationrules: 'v1', envoyfilters: 'v1alpha3' },
  },
];

/** Every CRD: its name, the component and the path it comes from, the version that we keep and the file it goes to. */
export const CRDS = SOURCES.flatMap(({ component, group, path, versions }) =>
  Object.entries(versions).map(([plural, version]) => ({
    component,
    version,
    name: `${plural}.${group}`,
    path: path(plural, group),
    file: crdFile(plural, group),
  })),
);

/** Every generated TypeScript file, its API group and the CRD files that it is made from. */
export const TYPES = SOURCES.filter(({ types }) => types).map(({ group, types }) => ({
  group,
  file: types.file,
  from: types.plurals.map((plural) => crdFile(plural, group)),
}));

function crdFile(plural, group) {
  return `crds/${plural}.${group}.yaml`;
}
