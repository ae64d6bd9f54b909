import { type Component, IstioInstallation, Versions } from 'cdk8s-inference-gateway';

/** Where some CRDs come from. */
export interface CrdSource {
  /** As people call it. */
  readonly called: string;
  readonly component: Component;
  /** Annotation with the version that the CRDs are of. */
  readonly annotation?: string;
  /** CRDs that the manifests use. */
  readonly names: readonly string[];
  /** Version of the API that the manifests are written in, by group. */
  readonly served: Readonly<Record<string, string>>;
  /** Command that installs them. */
  readonly install: string;
}

const { GATEWAY_API, INFERENCE_EXTENSION, ISTIO } = Versions;
const [gatewayApi, inferenceExtension] = IstioInstallation.of().crds;

/** CRDs of everything that the manifests are made of, beside Kubernetes' own kinds. */
export const CRDS: readonly CrdSource[] = [
  {
    called: 'Gateway API',
    component: GATEWAY_API,
    annotation: 'gateway.networking.k8s.io/bundle-version',
    names: ['gateways', 'gatewayclasses', 'httproutes', 'referencegrants'].map(
      (plural) => `${plural}.gateway.networking.k8s.io`,
    ),
    served: { 'gateway.networking.k8s.io': 'v1' },
    install: `kubectl apply --server-side -f ${gatewayApi}`,
  },
  {
    called: 'Gateway API Inference Extension',
    component: INFERENCE_EXTENSION,
    annotation: 'inference.networking.k8s.io/bundle-version',
    names: [
      'inferencepools.inference.networking.k8s.io',
      'inferenceobjectives.inference.networking.x-k8s.io',
      'inferencemodelrewrites.inference.networking.x-k8s.io',
    ],
    served: { 'inference.networking.k8s.io': 'v1', 'inference.networking.x-k8s.io': 'v1alpha2' },
    install: `kubectl apply --server-side -f ${inferenceExtension}`,
  },
  {
    called: 'Istio',
    component: ISTIO,
    names: ['destinationrules.networking.istio.io', 'envoyfilters.networking.istio.io'],
    served: {},
    install: `helm install istio-base base --repo ${IstioInstallation.CHART_REPOSITORY} --version ${ISTIO.lock} --namespace istio-system --create-namespace`,
  },
];
