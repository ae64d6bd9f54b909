import { type ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import type { PodSettings } from '../pods/pod-settings';
import { podLabels } from './labels';
import { optional, render } from './object';
import type { ContainerPort, EnvVar, InitContainer, Mount, Probes, Resources, Toleration } from './pod';
import { type PodFields, podFields } from './pod-template';

/** Any user but root will do: the image's own users are 65532 (router, picker) and root or 2000 (vLLM). */
const USER = 65_532;

const HARDENED = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};

/** What is known of a pod only once the whole program is made. */
export interface LateParts {
  /** Follow the other arguments. */
  readonly args?: string[];
  readonly mounts?: Mount[];
  readonly initContainers?: InitContainer[];
  readonly annotations?: Record<string, string>;
}

const NOTHING: LateParts = {};

/** What tells one hardened workload from another. */
export interface WorkloadProps {
  readonly name: string;
  /** `app.kubernetes.io/name` of the pods. */
  readonly program: string;
  readonly container: string;
  readonly image: string;
  readonly command?: string[];
  readonly args: string[];
  readonly env: EnvVar[];
  readonly ports: ContainerPort[];
  readonly probes: Probes;
  readonly resources: Resources;
  readonly mounts: Mount[];
  /** Left out where an autoscaler sets it. */
  readonly replicas: number | undefined;
  readonly maxSurge: number;
  readonly maxUnavailable: number;
  readonly preStopSeconds: number;
  readonly gracePeriodSeconds: number;
  readonly progressDeadlineSeconds: number;
  readonly extraPodLabels?: Record<string, string>;
  readonly podAnnotations?: Record<string, string>;
  readonly nodeSelector?: Record<string, string>;
  readonly affinity?: Record<string, unknown>;
  readonly tolerations?: Toleration[];
  /** Whether the pods talk to the API server: only then they get a token. */
  readonly apiServerToken: boolean;
  /**
   * What is known only once the whole program is made.
   * @default - nothing
   */
  readonly late?: () => LateParts;
  /** Variables that the user may not set, beside those in `env`, with the reason. */
  readonly refusedEnv?: { readonly [name: string]: string };
  /** Folder of the weights, where the user's own volumes must hold it. */
  readonly mountedPath?: string;
  /** What the user adds to the pods. */
  readonly pods?: PodSettings;
}

/** The one hardened workload: Deployment, ServiceAccount and PodDisruptionBudget. Meets Pod Security `restricted`. */
export class Workload extends Construct {
  public readonly deployment: ApiObject;
  /** The account, unless the user has one already. */
  public readonly serviceAccount?: ApiObject;
  public readonly serviceAccountName: string;
  public readonly podDisruptionBudget: ApiObject;
  /** Labels that select the pods. */
  public readonly selector: Record<string, string>;

  constructor(scope: Construct, id: string, props: WorkloadProps) {
    super(scope, id);
    const { name } = props;
    this.selector = podLabels(props.program, name);
    const existing = props.pods?._props.serviceAccountName;
    this.serviceAccountName = existing ?? name;
    if (existing === undefined) {
      this.serviceAccount = render(this, 'ServiceAccount', {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        name,
        labels: this.selector,
        automountServiceAccountToken: false,
      });
    }
    // What the user may not set is refused now, not when it is rendered.
    this.fields(props, NOTHING);
    this.deployment = render(this, 'Resource', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      name,
      labels: this.selector,
      spec: Lazy.any({ produce: () => this.deploymentSpec(props) }),
    });
    this.podDisruptionBudget = render(this, 'PodDisruptionBudget', {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      name,
      labels: this.selector,
      spec: {
        // Never blocks the drain of a node for ever, whatever the number of replicas.
        maxUnavailable: 1,
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
        selector: { matchLabels: this.selector },
      },
    });
  }

  /** What the library and the user put into the pods, as far as it is known. */
  private fields(props: WorkloadProps, late: LateParts): PodFields {
    const { mounts = [], initContainers = [], annotations } = late;
    return podFields(this, {
      ...props,
      labels: { ...this.selector, ...props.extraPodLabels },
      annotations: annotations ?? props.podAnnotations,
      mounts: [...props.mounts, ...mounts],
      initContainers: initContainers.map((init) => this.initContainer(props.image, init)),
      furtherVolumes: initContainers.flatMap((init) => init.mounts),
      settings: props.pods,
    });
  }

  private deploymentSpec(props: WorkloadProps): Record<string, unknown> {
    const late = props.late?.() ?? NOTHING;
    const pod = this.fields(props, late);
    return {
      replicas: props.replicas,
      progressDeadlineSeconds: props.progressDeadlineSeconds,
      strategy: {
        type: 'RollingUpdate',
        rollingUpdate: { maxSurge: props.maxSurge, maxUnavailable: props.maxUnavailable },
      },
      selector: { matchLabels: this.selector },
      template: {
        metadata: pod.metadata,
        spec: this.podSpec({ ...props, args: [...props.args, ...(late.args ?? [])] }, pod),
      },
    };
  }

  private podSpec(props: WorkloadProps, pod: PodFields): Record<string, unknown> {
    return {
      ...pod.spec,
      affinity: props.affinity,
      serviceAccountName: this.serviceAccountName,
      automountServiceAccountToken: props.apiServerToken,
      // A Service called 'vllm' would set VLLM_PORT to a URL, which ends vLLM.
      enableServiceLinks: false,
      terminationGracePeriodSeconds: props.gracePeriodSeconds,
      topologySpreadConstraints: ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'].map((topologyKey) => ({
        maxSkew: 1,
        topologyKey,
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: this.selector },
      })),
      securityContext: {
        runAsNonRoot: true,
        runAsUser: USER,
        runAsGroup: USER,
        fsGroup: USER,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      containers: [this.container(props, pod)],
    };
  }

  private container(props: WorkloadProps, pod: PodFields): Record<string, unknown> {
    return {
      name: props.container,
      image: props.image,
      imagePullPolicy: 'IfNotPresent',
      command: props.command,
      args: optional(props.args),
      env: pod.env,
      ports: props.ports.map((port) => ({ protocol: 'TCP', ...port })),
      resources: props.resources,
      securityContext: HARDENED,
      ...props.probes,
      lifecycle: { preStop: { sleep: { seconds: props.preStopSeconds } } },
      volumeMounts: pod.volumeMounts,
    };
  }

  private initContainer(image: string, { mounts, ...container }: InitContainer): Record<string, unknown> {
    return {
      ...container,
      image,
      imagePullPolicy: 'IfNotPresent',
      securityContext: HARDENED,
      volumeMounts: mounts.map(({ source: _, ...mount }) => mount),
    };
  }
}
