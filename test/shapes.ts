/** The parts of rendered objects that tests look at. */

export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
}

interface Shape {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
}

export interface EnvVar {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly fieldRef?: { readonly fieldPath: string }; readonly secretKeyRef?: unknown };
}

export interface Probe {
  readonly httpGet?: { readonly path: string; readonly port: string | number };
  readonly tcpSocket?: { readonly port: string | number };
  readonly grpc?: { readonly port: number; readonly service?: string };
  readonly periodSeconds: number;
  readonly failureThreshold: number;
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly command?: string[];
  readonly args: string[];
  readonly env: EnvVar[];
  readonly ports: { readonly name: string; readonly containerPort: number; readonly protocol: string }[];
  readonly resources: { readonly requests: Record<string, string>; readonly limits: Record<string, string> };
  readonly securityContext: {
    readonly allowPrivilegeEscalation?: boolean;
    readonly readOnlyRootFilesystem?: boolean;
    readonly privileged?: boolean;
    readonly runAsNonRoot?: boolean;
    readonly runAsUser?: number;
    readonly capabilities?: { readonly add?: string[]; readonly drop?: string[] };
    readonly seccompProfile?: { readonly type: string };
  };
  readonly lifecycle: { readonly preStop: { readonly sleep: { readonly seconds: number } } };
  readonly startupProbe: Probe;
  readonly livenessProbe: Probe;
  readonly readinessProbe: Probe;
  readonly volumeMounts?: { readonly name: string; readonly mountPath: string; readonly readOnly?: boolean }[];
}

export interface Volume {
  readonly name: string;
  readonly emptyDir?: { readonly medium?: string; readonly sizeLimit?: string };
  readonly secret?: { readonly secretName: string; readonly items?: { readonly key: string; readonly path: string }[] };
  readonly persistentVolumeClaim?: { readonly claimName: string; readonly readOnly?: boolean };
  readonly configMap?: { readonly name: string };
  readonly image?: { readonly reference: string; readonly pullPolicy: string };
}

export interface PodSpec {
  readonly containers: Container[];
  readonly initContainers?: Container[];
  readonly volumes?: Volume[];
  readonly serviceAccountName: string;
  readonly automountServiceAccountToken?: boolean;
  readonly enableServiceLinks?: boolean;
  readonly terminationGracePeriodSeconds: number;
  readonly imagePullSecrets?: { readonly name: string }[];
  readonly nodeSelector?: Record<string, string>;
  readonly affinity?: { readonly nodeAffinity?: unknown };
  readonly tolerations?: { readonly key: string; readonly operator: string; readonly value?: string }[];
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly securityContext: {
    readonly runAsNonRoot?: boolean;
    readonly runAsUser?: number;
    readonly seccompProfile?: { readonly type: string };
  };
  readonly topologySpreadConstraints?: { readonly topologyKey: string; readonly whenUnsatisfiable: string }[];
}

export interface Deployment extends Shape {
  readonly spec: {
    readonly replicas: number;
    readonly progressDeadlineSeconds: number;
    readonly strategy: {
      readonly type: string;
      readonly rollingUpdate: { readonly maxSurge: number; readonly maxUnavailable: number };
    };
    readonly selector: { readonly matchLabels: Record<string, string> };
    readonly template: { readonly metadata: Omit<Metadata, 'name'>; readonly spec: PodSpec };
  };
}

export interface Service extends Shape {
  readonly spec: {
    readonly type: string;
    readonly selector: Record<string, string>;
    readonly ports: {
      readonly name: string;
      readonly port: number;
      readonly targetPort: string;
      appProtocol?: string;
    }[];
  };
}

export interface ConfigMap extends Shape {
  readonly data: Record<string, string>;
}

export interface Peer {
  readonly namespaceSelector?: { readonly matchLabels?: Record<string, string> };
  readonly podSelector?: { readonly matchLabels?: Record<string, string> };
  readonly ipBlock?: { readonly cidr: string; readonly except?: string[] };
}

export interface PolicyPort {
  readonly protocol: string;
  readonly port: number;
}

export interface NetworkPolicy extends Shape {
  readonly spec: {
    readonly podSelector: { readonly matchLabels?: Record<string, string> };
    readonly policyTypes: string[];
    readonly ingress?: { readonly from?: Peer[]; readonly ports?: PolicyPort[] }[];
    readonly egress?: { readonly to?: Peer[]; readonly ports?: PolicyPort[] }[];
  };
}

export interface HttpRouteMatch {
  readonly method?: string;
  readonly path: { readonly type: string; readonly value: string };
  readonly headers?: { readonly type: string; readonly name: string; readonly value: string }[];
}

export interface HttpRoute extends Shape {
  readonly spec: {
    readonly parentRefs: { readonly name: string; readonly namespace: string; readonly sectionName: string }[];
    readonly hostnames?: string[];
    readonly rules: {
      readonly name?: string;
      readonly matches: HttpRouteMatch[];
      readonly filters?: { readonly type: string; readonly requestRedirect?: Record<string, unknown> }[];
      readonly backendRefs: {
        readonly group?: string;
        readonly kind: string;
        readonly name: string;
        readonly namespace?: string;
        readonly port?: number;
        readonly weight?: number;
      }[];
      readonly timeouts: { readonly request: string; readonly backendRequest: string };
    }[];
  };
}

export interface GatewayListener {
  readonly name: string;
  readonly hostname?: string;
  readonly port: number;
  readonly protocol: string;
  readonly tls?: {
    readonly mode: string;
    readonly certificateRefs: { readonly kind: string; readonly name: string }[];
  };
  readonly allowedRoutes: {
    readonly kinds: { readonly group: string; readonly kind: string }[];
    readonly namespaces: {
      readonly from: string;
      readonly selector?: {
        readonly matchLabels?: Record<string, string>;
        readonly matchExpressions?: { readonly key: string; readonly operator: string; readonly values: string[] }[];
      };
    };
  };
}

export interface Gateway extends Shape {
  readonly spec: {
    readonly gatewayClassName: string;
    readonly infrastructure: {
      readonly annotations?: Record<string, string>;
      readonly parametersRef: { readonly kind: string; readonly name: string };
    };
    readonly listeners: GatewayListener[];
  };
}

export interface InferencePool extends Shape {
  readonly spec: {
    readonly selector: { readonly matchLabels: Record<string, string> };
    readonly targetPorts: { readonly number: number }[];
    readonly endpointPickerRef: {
      readonly kind: string;
      readonly name: string;
      readonly port: { readonly number: number };
      readonly failureMode: string;
    };
  };
}

export interface ReferenceGrant extends Shape {
  readonly spec: {
    readonly from: { readonly group: string; readonly kind: string; readonly namespace: string }[];
    readonly to: { readonly group: string; readonly kind: string; readonly name?: string }[];
  };
}

export interface EnvoyPatch {
  readonly applyTo: string;
  readonly match: {
    readonly context: string;
    readonly routeConfiguration?: {
      readonly vhost: { readonly name?: string; readonly route?: { readonly name: string } };
    };
  };
  readonly patch: {
    readonly operation: string;
    readonly value: { readonly name: string; readonly typed_config: Record<string, unknown> } & Record<string, unknown>;
  };
}

export interface EnvoyFilter extends Shape {
  readonly spec: {
    readonly targetRefs: { readonly kind: string; readonly name: string }[];
    readonly configPatches: EnvoyPatch[];
  };
}

export interface DestinationRule extends Shape {
  readonly spec: {
    readonly host: string;
    readonly trafficPolicy: {
      readonly tls: { readonly mode: string; readonly insecureSkipVerify?: boolean };
      readonly connectionPool?: object;
    };
  };
}

export interface BackendTlsPolicy extends Shape {
  readonly spec: {
    readonly targetRefs: { readonly kind: string; readonly name: string; readonly sectionName: string }[];
    readonly validation: {
      readonly hostname: string;
      readonly subjectAltNames: { readonly type: string; readonly hostname: string }[];
      readonly caCertificateRefs: { readonly kind: string; readonly name: string }[];
    };
  };
}

/** Of cert-manager. */
export interface IssuedCertificate extends Shape {
  readonly spec: {
    readonly secretName: string;
    readonly dnsNames: string[];
    readonly issuerRef: { readonly kind: string; readonly name: string };
  };
}

export interface InferenceObjective extends Shape {
  readonly spec: { readonly priority: number; readonly poolRef: { readonly kind: string; readonly name: string } };
}

export interface Role extends Shape {
  readonly rules: { readonly apiGroups: string[]; readonly resources: string[]; readonly verbs: string[] }[];
}

export interface RoleBinding extends Shape {
  readonly roleRef: { readonly kind: string; readonly name: string };
  readonly subjects: { readonly kind: string; readonly name: string; readonly namespace: string }[];
}

export interface ServiceAccount extends Shape {
  readonly automountServiceAccountToken?: boolean;
}

export interface PodDisruptionBudget extends Shape {
  readonly spec: {
    readonly maxUnavailable?: number;
    readonly minAvailable?: number;
    readonly unhealthyPodEvictionPolicy?: string;
    readonly selector: { readonly matchLabels: Record<string, string> };
  };
}

export interface ResourceQuota extends Shape {
  readonly spec: { readonly hard: Record<string, string> };
}

export interface LimitRange extends Shape {
  readonly spec: {
    readonly limits: {
      readonly type: string;
      readonly default: Record<string, string>;
      readonly defaultRequest: Record<string, string>;
    }[];
  };
}

/** Who may ask what, as Istio's AuthorizationPolicy says it. */
export interface AuthorizationPolicy extends Shape {
  readonly spec: {
    readonly action: string;
    readonly targetRefs: { readonly group: string; readonly kind: string; readonly name: string }[];
    readonly provider?: { readonly name: string };
    readonly rules: Record<string, unknown>[];
  };
}

export interface RequestAuthentication extends Shape {
  readonly spec: { readonly jwtRules: Record<string, unknown>[] };
}

export interface Telemetry extends Shape {
  readonly spec: {
    readonly targetRefs: { readonly group: string; readonly kind: string; readonly name: string }[];
    readonly accessLogging: { readonly providers: { readonly name: string }[] }[];
  };
}

export interface ValidatingAdmissionPolicy extends Shape {
  readonly spec: {
    readonly matchConditions: { readonly expression: string }[];
    readonly variables: { readonly name: string; readonly expression: string }[];
    readonly validations: { readonly expression: string; readonly messageExpression: string }[];
  };
}

export interface ValidatingAdmissionPolicyBinding extends Shape {
  readonly spec: { readonly policyName: string; readonly paramRef: object; readonly validationActions: string[] };
}

/** Shapes by kind. */
export interface Kinds {
  readonly AuthorizationPolicy: AuthorizationPolicy;
  readonly ConfigMap: ConfigMap;
  readonly Deployment: Deployment;
  readonly BackendTLSPolicy: BackendTlsPolicy;
  readonly Certificate: IssuedCertificate;
  readonly DestinationRule: DestinationRule;
  readonly EnvoyFilter: EnvoyFilter;
  readonly Gateway: Gateway;
  readonly HTTPRoute: HttpRoute;
  readonly InferenceObjective: InferenceObjective;
  readonly InferencePool: InferencePool;
  readonly LimitRange: LimitRange;
  readonly Namespace: Shape;
  readonly NetworkPolicy: NetworkPolicy;
  readonly PodDisruptionBudget: PodDisruptionBudget;
  readonly ReferenceGrant: ReferenceGrant;
  readonly RequestAuthentication: RequestAuthentication;
  readonly ResourceQuota: ResourceQuota;
  readonly Role: Role;
  readonly RoleBinding: RoleBinding;
  readonly Service: Service;
  readonly ServiceAccount: ServiceAccount;
  readonly Telemetry: Telemetry;
  readonly ValidatingAdmissionPolicy: ValidatingAdmissionPolicy;
  readonly ValidatingAdmissionPolicyBinding: ValidatingAdmissionPolicyBinding;
}
