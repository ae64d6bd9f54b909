/** Kinds that are looked for in the whole cluster, by the name that kubectl takes. They tell which namespaces matter. */
export const ROUTING: Readonly<Record<string, string>> = {
  Gateway: 'gateways.gateway.networking.k8s.io',
  HTTPRoute: 'httproutes.gateway.networking.k8s.io',
  InferencePool: 'inferencepools.inference.networking.k8s.io',
  ReferenceGrant: 'referencegrants.gateway.networking.k8s.io',
};

/** Kinds without a namespace. */
export const CLUSTER_WIDE: Readonly<Record<string, string>> = {
  GatewayClass: 'gatewayclasses.gateway.networking.k8s.io',
  Node: 'nodes',
};

/** Kinds that are read in each namespace that matters. Secrets are not among them. */
export const NAMESPACED: Readonly<Record<string, string>> = {
  ConfigMap: 'configmaps',
  Deployment: 'deployments.apps',
  DestinationRule: 'destinationrules.networking.istio.io',
  EndpointSlice: 'endpointslices.discovery.k8s.io',
  EnvoyFilter: 'envoyfilters.networking.istio.io',
  NetworkPolicy: 'networkpolicies.networking.k8s.io',
  PersistentVolumeClaim: 'persistentvolumeclaims',
  Pod: 'pods',
  PodDisruptionBudget: 'poddisruptionbudgets.policy',
  RequestAuthentication: 'requestauthentications.security.istio.io',
  Role: 'roles.rbac.authorization.k8s.io',
  RoleBinding: 'rolebindings.rbac.authorization.k8s.io',
  Service: 'services',
  ServiceAccount: 'serviceaccounts',
};

/** Istio's Deployments, wherever they are. */
export const CONTROL_PLANE = 'ControlPlane';

/** Everything that a diagnosis may call missing. */
export const READ: ReadonlySet<string> = new Set([
  ...Object.keys(ROUTING),
  ...Object.keys(CLUSTER_WIDE),
  ...Object.keys(NAMESPACED),
  CONTROL_PLANE,
  'CustomResourceDefinition',
  'Event',
  'Namespace',
]);
