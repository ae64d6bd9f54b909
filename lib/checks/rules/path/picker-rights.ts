import { Severity } from '../../finding';
import { ExtProc, Flavour } from '../../graph/ext-proc';
import { at, itemsAt, listAt } from '../../graph/fields';
import type { Graph } from '../../graph/graph';
import { LabelIndex } from '../../graph/label-index';
import { type Right, Rights } from '../../graph/rights';
import { selectorOf } from '../../graph/selector';
import type { Workload } from '../../graph/workload';
import type { Fault, Rule } from '../../rule';

const READ = ['get', 'list', 'watch'];

/** What the picker cannot do without. */
const NEEDED = [...rights('', ['pods'], READ), ...rights('inference.networking.k8s.io', ['inferencepools'], READ)];
const ELECTION = rights('coordination.k8s.io', ['leases'], ['get', 'create', 'update']);
const PRIORITIES = rights('inference.networking.x-k8s.io', ['inferenceobjectives', 'inferencemodelrewrites'], READ);
const REVIEWS = [
  ...rights('authentication.k8s.io', ['tokenreviews'], ['create']),
  ...rights('authorization.k8s.io', ['subjectaccessreviews'], ['create']),
];

function rights(group: string, resources: readonly string[], verbs: readonly string[]): Right[] {
  return resources.flatMap((resource) => verbs.map((verb) => ({ group, resource, verb })));
}

/** `get, list, watch pods`. */
function described(missing: readonly Right[]): string {
  const resources = [...new Set(missing.map(({ group, resource }) => (group ? `${resource}.${group}` : resource)))];
  const verbs = [...new Set(missing.map(({ verb }) => verb))];
  return `${verbs.join(', ')} ${resources.join(', ')}`;
}

/** Workloads whose metrics a ServiceMonitor or PodMonitor asks for. */
function scraped(graph: Graph): ReadonlySet<Workload> {
  const monitors = [...graph.of('ServiceMonitor'), ...graph.of('PodMonitor')];
  if (monitors.length === 0) return new Set();
  const services = new LabelIndex(
    graph.services.map((service) => ({ ...service.manifest, selector: service.selector })),
  );
  const all = [...new Set(graph.workloads.map(({ namespace }) => namespace))];
  const workloads = monitors.flatMap(({ kind, json, namespace: own }) => {
    const names = listAt(json, 'spec', 'namespaceSelector', 'matchNames').map(String);
    const any = at(json, 'spec', 'namespaceSelector', 'any') === true;
    const selector = selectorOf(at(json, 'spec', 'selector'));
    return (any ? all : names.length === 0 ? [own] : names).flatMap((namespace) =>
      kind === 'PodMonitor'
        ? graph.workloadsSelected(namespace, selector)
        : services
            .selected(namespace, selector)
            .flatMap((service) => (service.selector ? graph.workloadsSelected(namespace, service.selector) : [])),
    );
  });
  return new Set(workloads);
}

function* faultsOf(graph: Graph, picker: ExtProc, held: Rights, asked: ReadonlySet<Workload>): Iterable<Fault> {
  const { workload, flavour } = picker;
  const { namespace, serviceAccount } = workload;
  const object = workload.manifest;
  const lacks = (needed: readonly Right[]) => held.missing(namespace, serviceAccount, needed) ?? [];
  const sentence = (missing: readonly Right[]) =>
    `runs as ServiceAccount '${serviceAccount}', which may not ${described(missing)} in namespace '${namespace}'`;
  const fix = `bind a Role with these verbs to ServiceAccount '${serviceAccount}', or name the right one as serviceAccountName`;

  const needed = lacks([...NEEDED, ...(picker.isOn('ha-enable-leader-election', false) === true ? ELECTION : [])]);
  if (needed.length > 0) {
    yield {
      object,
      // Rights in a namespace of others may be bound there.
      severity: graph.owns(namespace) ? Severity.ERROR : Severity.WARNING,
      message: sentence(needed),
      fix,
    };
  }
  const priorities = flavour === Flavour.GIE ? lacks(PRIORITIES) : [];
  if (needed.length === 0 && priorities.length > 0) {
    // Read only where their CRDs are installed.
    const installed = graph.of('InferenceObjective').length + graph.of('InferenceModelRewrite').length > 0;
    yield {
      object,
      severity: installed ? Severity.ERROR : Severity.WARNING,
      message: `${sentence(priorities)}, so it does not start where these CRDs are installed`,
      fix,
    };
  }
  if (flavour === Flavour.LIGHT || !asked.has(workload)) return;
  if (picker.isOn('metrics-endpoint-auth', true) !== true) return;
  const reviews = lacks(REVIEWS);
  if (reviews.length === 0) return;
  yield {
    object,
    severity: Severity.WARNING,
    message: `${sentence(reviews).replace(` in namespace '${namespace}'`, '')}, so it answers 500 to whoever scrapes its metrics`,
    fix: 'bind a ClusterRole with these verbs, or write --metrics-endpoint-auth=false',
  };
}

/** Whether the pods get no token to ask the API server with. */
function* tokenFault(graph: Graph, { workload }: ExtProc): Iterable<Fault> {
  const account = graph.find('ServiceAccount', workload.namespace, workload.serviceAccount);
  const mounted = workload.podSpec.automountServiceAccountToken ?? account?.json.automountServiceAccountToken ?? true;
  const projected = itemsAt(workload.podSpec, 'volumes').some((volume) =>
    itemsAt(volume, 'projected', 'sources').some((source) => source.serviceAccountToken !== undefined),
  );
  if (mounted !== false || projected) return;
  yield {
    object: workload.manifest,
    message: 'has automountServiceAccountToken: false, so its picker cannot read pods and pools',
    fix: 'set automountServiceAccountToken: true in the pod spec',
  };
}

export const pickerRights: Rule = {
  id: 'picker-rights',
  title:
    "A picker's ServiceAccount may read what the picker reads: pods and pools, leases, priorities, tokens of scrapers.",
  why: 'Without them the picker never gets ready, and its pool answers 500; without token reviews scraping its metrics ends with 500 Authentication failed.',
  severity: Severity.ERROR,
  *check(graph) {
    const held = new Rights(graph);
    const asked = scraped(graph);
    const pickers = new Set(
      graph.pools.flatMap((pool) =>
        graph.pickersOf(pool).flatMap((workload) => {
          const picker = ExtProc.pickerIn(workload);
          return picker === undefined || picker.flavour === Flavour.OTHER ? [] : [picker];
        }),
      ),
    );
    for (const picker of pickers) {
      yield* tokenFault(graph, picker);
      yield* faultsOf(graph, picker, held, asked);
    }
  },
};
