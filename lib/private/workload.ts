import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { Cluster } from '../cluster';
import { podLabels } from './labels';
import { optional, render } from './object';
import type { ContainerPort, EnvVar, Mount, Probes, Resources, Toleration } from './pod';

/** Any user but root will do: the image's own users are 65532 (router, picker) and root or 2000 (vLLM). */
const USER = 65_532;

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
}

/** The one hardened workload: Deployment, ServiceAccount and PodDisruptionBudget. Meets Pod Security `restricted`. */
export class Workload extends Construct {
  public readonly deployment: ApiObject;
  public readonly serviceAccount: ApiObject;
  public readonly podDisruptionBudget: ApiObject;
  /** Labels that select the pods. */
  public readonly selector: Record<string, string>;

  constructor(scope: Construct, id: string, props: WorkloadProps) {
    super(scope, id);
    const { name } = props;
    this.selector = podLabels(props.program, name);
    this.serviceAccount = render(this, 'ServiceAccount', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      name,
      labels: this.selector,
      automountServiceAccountToken: false,
    });
    this.deployment = render(this, 'Resource', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      name,
      labels: this.selector,
      spec: this.deploymentSpec(props),
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

  private deploymentSpec(props: WorkloadProps): Record<string, unknown> {
    return {
      replicas: props.replicas,
      progressDeadlineSeconds: props.progressDeadlineSeconds,
      strategy: {
        type: 'RollingUpdate',
        rollingUpdate: { maxSurge: props.maxSurge, maxUnavailable: props.maxUnavailable },
      },
      selector: { matchLabels: this.selector },
      template: {
        metadata: { labels: { ...this.selector, ...props.extraPodLabels }, annotations: props.podAnnotations },
        spec: this.podSpec(props),
      },
    };
  }

  private podSpec(props: WorkloadProps): Record<string, unknown> {
    const { pullSecret } = Cluster.of(this).registry;
    return {
      serviceAccountName: props.name,
      automountServiceAccountToken: props.apiServerToken,
      // A Service called 'vllm' would set VLLM_PORT to a URL, which ends vLLM.
      enableServiceLinks: false,
      terminationGracePeriodSeconds: props.gracePeriodSeconds,
      imagePullSecrets: pullSecret === undefined ? undefined : [{ name: pullSecret }],
      nodeSelector: props.nodeSelector,
      affinity: props.affinity,
      tolerations: props.tolerations,
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
      containers: [this.container(props)],
      volumes: optional(props.mounts.map(({ name, source }) => ({ name, ...source }))),
    };
  }

  private container(props: WorkloadProps): Record<string, unknown> {
    return {
      name: props.container,
      image: props.image,
      imagePullPolicy: 'IfNotPresent',
      command: props.command,
      args: props.args,
      env: props.env,
      ports: props.ports.map((port) => ({ protocol: 'TCP', ...port })),
      resources: props.resources,
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      },
      ...props.probes,
      lifecycle: { preStop: { sleep: { seconds: props.preStopSeconds } } },
      volumeMounts: optional(props.mounts.map(({ source: _, ...mount }) => mount)),
    };
  }
}
