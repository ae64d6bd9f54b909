import { type Fields, itemsAt, listAt, textAt } from './fields';
import type { Graph } from './graph';
import type { Manifest } from './manifest';
import { push } from './multimap';

/** One thing that a ServiceAccount may have to do. */
export interface Right {
  readonly group: string;
  readonly resource: string;
  readonly verb: string;
}

interface Grant {
  /** Empty: in the whole cluster. */
  readonly namespace: string;
  /** Rules of the role; undefined if the role is not here. */
  readonly rules?: readonly Fields[];
}

/** What ServiceAccounts may do, by the bindings and roles that are here. */
export class Rights {
  private readonly bySubject = new Map<string, Grant[]>();

  constructor(private readonly graph: Graph) {
    for (const kind of ['RoleBinding', 'ClusterRoleBinding']) {
      for (const binding of graph.of(kind, 'rbac.authorization.k8s.io')) this.read(binding);
    }
  }

  /** Rights in a namespace that are missing among these; undefined if a role is bound that is not here. */
  public missing(namespace: string, account: string, rights: readonly Right[]): readonly Right[] | undefined {
    const grants = [
      `${namespace}/${account}`,
      `system:serviceaccounts:${namespace}`,
      'system:serviceaccounts',
      'system:authenticated',
    ].flatMap((subject) => this.bySubject.get(subject) ?? []);
    const held = grants.filter((grant) => grant.namespace === '' || grant.namespace === namespace);
    if (held.some(({ rules }) => rules === undefined)) return undefined;
    return rights.filter((right) => !held.some(({ rules }) => rules?.some((rule) => allows(rule, right))));
  }

  private read({ json, kind, namespace }: Manifest): void {
    const role = { kind: textAt(json, 'roleRef', 'kind') ?? '', name: textAt(json, 'roleRef', 'name') ?? '' };
    const found = this.graph.find(role.kind, namespace, role.name);
    const rules = found?.json.aggregationRule === undefined ? found && itemsAt(found.json, 'rules') : undefined;
    const grant = { namespace: kind === 'ClusterRoleBinding' ? '' : namespace, rules };
    for (const subject of itemsAt(json, 'subjects')) {
      const name = textAt(subject, 'name') ?? '';
      const key = subject.kind === 'ServiceAccount' ? `${textAt(subject, 'namespace') ?? namespace}/${name}` : name;
      push(this.bySubject, key, grant);
    }
  }
}

function allows(rule: Fields, { group, resource, verb }: Right): boolean {
  const has = (field: string, value: string) => {
    const values = listAt(rule, field);
    return values.includes(value) || values.includes('*');
  };
  return has('apiGroups', group) && has('resources', resource) && has('verbs', verb);
}
