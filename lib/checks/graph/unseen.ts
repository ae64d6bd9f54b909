import type { Graph } from './graph';
import type { Selector } from './selector';

/** Groups whose objects make no pods, but for the kinds that are workloads. */
const WITHOUT_PODS =
  /^$|^[a-z]+$|(^|\.)(k8s\.io|istio\.io|cert-manager\.io|external-secrets\.io|monitoring\.coreos\.com|keda\.sh|bitnami\.com|cilium\.io|projectcalico\.org|gateway\.envoyproxy\.io|kyverno\.io|gke\.io|hashicorp\.com|leaderworkerset\.x-k8s\.io|inference\.networking\.x-k8s\.io|gateway\.networking\.x-k8s\.io|llm-d\.ai)$/;
/** Labels that pods get when they are made. */
const AT_RUN_TIME =
  /^(gateway\.networking\.k8s\.io|gateway\.istio\.io|gateway\.envoyproxy\.io|leaderworkerset\.sigs\.k8s\.io|statefulset\.kubernetes\.io|apps\.kubernetes\.io|batch\.kubernetes\.io|topology\.kubernetes\.io|istio\.io)\/|^(job-name|controller-uid|controller-revision-hash|pod-template-hash|pod-template-generation)$/;

/** Pods that are not in any manifest: those that operators make. */
export class Unseen {
  private readonly namespaces: ReadonlySet<string>;

  constructor(graph: Graph) {
    const makers = graph.manifests.filter(({ group, kind }) => !WITHOUT_PODS.test(group) && kind !== 'Rollout');
    this.namespaces = new Set(makers.map(({ namespace }) => namespace));
  }

  /** Whether a selector may select such pods. */
  public mayMatch(namespace: string, { labels, expressions }: Selector): boolean {
    const keys = [...Object.keys(labels), ...expressions.map(({ key }) => key)];
    return this.namespaces.has(namespace) || keys.some((key) => AT_RUN_TIME.test(key));
  }
}
