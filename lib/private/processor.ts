import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { Cluster } from '../cluster';
import type { PodSettings } from '../pods/pod-settings';
import type { Component } from '../versions';
import type { EnvVar, Mount, PolicyRule, Resources, ServicePort } from './pod';
import { role, roleBinding } from './rbac';
import { service } from './service';
import { type LateParts, Workload } from './workload';

const METRICS_PORT = 9090;

/**
 * Time in which the proxies forget a pod that ends: until then it must go on answering. With 5 s, a control plane that
 * was short of CPU told them too late, and requests found nobody.
 */
const FORGET_SECONDS = 15;

/** Name of the Service's port on which the proxies ask: its first word says gRPC. */
export const EXT_PROC_PORT_NAME = 'grpc-ext-proc';

/** Port of a Service that publishes a processor's metrics. */
export const METRICS: ServicePort = { name: 'http-metrics', port: METRICS_PORT, targetPort: 'metrics' };

/** What tells one external processor from another. */
export interface ProcessorProps {
  readonly name: string;
  readonly namespace: string;
  /** `app.kubernetes.io/name` of the pods. */
  readonly program: string;
  readonly container: string;
  readonly component: Component;
  /** Port on which the proxies ask. */
  readonly port: number;
  readonly healthPort: number;
  /**
   * Service that the health check asks for.
   * @default - the server as a whole
   */
  readonly healthService?: string;
  readonly args: string[];
  readonly env: EnvVar[];
  readonly resources: Resources;
  readonly mounts: Mount[];
  readonly podAnnotations?: Record<string, string>;
  /** What is known only once the whole program is made. */
  readonly late?: () => LateParts;
  readonly replicas: number;
  readonly gracePeriodSeconds: number;
  readonly rules: PolicyRule[];
  /** Ports of the Service beside the one on which the proxies ask. */
  readonly furtherPorts: ServicePort[];
  /** What the user adds to the pods. */
  readonly pods?: PodSettings;
}

/**
 * A program of the Gateway API Inference Extension that the proxies ask over ext_proc: workload, rights and Service.
 * Several replicas answer side by side and roll one by one.
 */
export class Processor extends Construct {
  public readonly workload: Workload;
  public readonly role: ApiObject;
  public readonly roleBinding: ApiObject;
  public readonly service: ApiObject;
  /** DNS name of the Service. */
  public readonly host: string;

  constructor(scope: Construct, id: string, props: ProcessorProps) {
    super(scope, id);
    const { name, namespace, component } = props;
    const cluster = Cluster.of(this);
    this.workload = new Workload(this, 'Resource', {
      ...props,
      image: cluster.image(`${component.image}:${component.lock}`),
      ports: [
        { name: 'grpc', containerPort: props.port },
        { name: 'grpc-health', containerPort: props.healthPort },
        { name: 'metrics', containerPort: METRICS_PORT },
      ],
      probes: probes(props),
      maxSurge: 1,
      maxUnavailable: 0,
      preStopSeconds: FORGET_SECONDS,
      progressDeadlineSeconds: 600,
      // The upstream images have this one architecture.
      nodeSelector: { 'kubernetes.io/arch': 'amd64' },
      apiServerToken: true,
    });
    const labels = this.workload.selector;
    this.role = role(this, name, labels, props.rules);
    this.roleBinding = roleBinding(this, name, labels, { name: this.workload.serviceAccountName, namespace });
    this.service = service(this, name, labels, [
      { name: EXT_PROC_PORT_NAME, port: props.port, targetPort: 'grpc', appProtocol: 'kubernetes.io/h2c' },
      ...props.furtherPorts,
    ]);
    this.host = cluster.serviceHost(name, namespace);
  }
}

/**
 * By TCP at the start: the health port says ready up to 15 s before the serving port listens. Patient later: with
 * Kubernetes' one second, a node that is short of CPU has all of them taken out of service or restarted at once, where
 * each would still answer, only later. One whose process is gone refuses the connection, which is noticed as fast.
 */
function probes({ healthPort, healthService }: ProcessorProps) {
  const health = { grpc: { port: healthPort, service: healthService } };
  return {
    startupProbe: { tcpSocket: { port: 'grpc' }, periodSeconds: 1, failureThreshold: 120 },
    livenessProbe: { ...health, timeoutSeconds: 10, periodSeconds: 10, failureThreshold: 6 },
    readinessProbe: { ...health, timeoutSeconds: 5, periodSeconds: 2, failureThreshold: 3 },
  };
}
