import { type ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { render } from '../private/object';
import type { ListenerTable } from './listener-table';

const GROUP = 'gateway.networking.k8s.io';
const SEPARATOR = ', ';
/** Key of the listeners that routes without hostnames may use. */
const SHARED = 'shared-listeners';

/** The gateway whose hostnames are reserved. */
export interface HostnameReservationProps {
  readonly gatewayName: string;
  readonly namespace: string;
  readonly listeners: Pick<ListenerTable, 'reservations' | 'shared'>;
}

/**
 * Has the API server refuse routes that attach to a gateway with a hostname or a listener of another namespace. Listeners
 * alone leave to a namespace what it shares with others, and tell nobody that a hostname of a route is dead.
 *
 * Who owns what stands in a ConfigMap beside the Gateway: a policy that holds it is in force a second later, when the
 * routes of a new tenant have been refused, and as annotations of namespaces it would be theirs who may annotate one.
 */
export class HostnameReservation extends Construct {
  public readonly owners: ApiObject;
  public readonly policy: ApiObject;
  public readonly binding: ApiObject;

  constructor(scope: Construct, id: string, props: HostnameReservationProps) {
    super(scope, id);
    const { gatewayName, namespace } = props;
    this.owners = render(this, 'Owners', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      name: `${gatewayName}-hostnames`,
      data: Lazy.any({ produce: () => owners(props) }),
    });
    // Dots keep gateway 'b' of 'a' apart from gateway 'c' of 'a-b'.
    const name = `hostnames.${gatewayName}.${namespace}`;
    this.policy = render(this, 'Resource', {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      name,
      spec: {
        failurePolicy: 'Fail',
        paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
        matchConstraints: {
          matchPolicy: 'Equivalent',
          namespaceSelector: {},
          objectSelector: {},
          resourceRules: [
            {
              apiGroups: [GROUP],
              apiVersions: ['*'],
              operations: ['CREATE', 'UPDATE'],
              resources: ['httproutes', 'grpcroutes', 'tlsroutes'],
              scope: '*',
            },
          ],
        },
        matchConditions: [{ name: 'of-this-gateway', expression: exists(namesGateway(gatewayName, namespace)) }],
        variables: [
          { name: 'ownHostnames', expression: listed("request.namespace + '.hostnames'") },
          { name: 'ownListeners', expression: listed("request.namespace + '.listeners'") },
          { name: 'sharedListeners', expression: listed(`'${SHARED}'`) },
          { name: 'routeHostnames', expression: 'has(object.spec.hostnames) ? object.spec.hostnames : []' },
          { name: 'parents', expression: `object.spec.parentRefs.filter(p, ${namesGateway(gatewayName, namespace)})` },
          { name: 'sections', expression: "variables.parents.map(p, has(p.sectionName) ? p.sectionName : '')" },
        ],
        validations: validations(`Gateway ${namespace}/${gatewayName}`),
      },
    });
    this.binding = render(this, 'Binding', {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      name,
      spec: {
        policyName: name,
        // Deny would refuse the routes of all gateways once the namespace of this one is gone.
        paramRef: { name: this.owners.name, namespace, parameterNotFoundAction: 'Allow' },
        validationActions: ['Deny', 'Audit'],
      },
    });
  }
}

/** Who owns what: namespaces have no dots, so that no key stands for two things. */
function owners({ namespace, listeners }: HostnameReservationProps): Record<string, string> {
  const shared = listeners.shared;
  const own = listeners
    .reservations(namespace)
    .flatMap(({ namespace, hostnames, listeners }) => [
      ...(hostnames.length === 0 ? [] : [[`${namespace}.hostnames`, hostnames.join(SEPARATOR)]]),
      [`${namespace}.listeners`, listeners.join(SEPARATOR)],
    ]);
  return Object.fromEntries([...own, ...(shared.length === 0 ? [] : [[SHARED, shared.join(SEPARATOR)]])]);
}

/** The texts under a key of the ConfigMap. */
function listed(key: string): string {
  return `(${key}) in params.data ? params.data[${key}].split('${SEPARATOR}') : []`;
}

/** Whether parentRef `p` names the Gateway. */
function namesGateway(gatewayName: string, namespace: string): string {
  return [
    `(!has(p.group) || p.group == '${GROUP}')`,
    "(!has(p.kind) || p.kind == 'Gateway')",
    `p.name == '${gatewayName}'`,
    `(has(p.namespace) ? p.namespace : request.namespace) == '${namespace}'`,
  ].join(' && ');
}

function exists(predicate: string): string {
  return `has(object.spec.parentRefs) && object.spec.parentRefs.exists(p, ${predicate})`;
}

/** What must hold, in the order in which it is told: the API server names the first that does not. */
function validations(gateway: string) {
  const owns = "(size(variables.ownHostnames) == 0 ? 'none' : variables.ownHostnames.join(', '))";
  return [
    refusal("request.kind.kind == 'HTTPRoute'", `'${gateway} takes HTTPRoutes only, not a ' + request.kind.kind`),
    refusal(
      'size(variables.ownListeners) > 0',
      `'namespace ' + request.namespace + ' owns nothing on ${gateway}: ask its owner for a hostname, or apply the manifests of the gateway before those of a new tenant'`,
    ),
    refusal(
      'variables.sections.all(section, section in variables.ownListeners)',
      `'sectionName ' + variables.sections.filter(section, !(section in variables.ownListeners)).map(section, section == '' ? '(none)' : section).join(', ') + ' of a parentRef is no listener of namespace ' + request.namespace + ' on ${gateway}: write ' + variables.ownListeners.join(' or ')`,
    ),
    refusal(
      'size(variables.routeHostnames) > 0 || variables.sections.all(section, section in variables.sharedListeners)',
      `'hostnames is missing: write those of namespace ' + request.namespace + ' on ${gateway} (' + ${owns} + ')'`,
    ),
    refusal(
      'variables.routeHostnames.all(host, host in variables.ownHostnames)',
      `'hostname ' + variables.routeHostnames.filter(host, !(host in variables.ownHostnames)).join(', ') + ' is not reserved to namespace ' + request.namespace + ' on ${gateway} (it owns: ' + ${owns} + ')'`,
    ),
  ];
}

function refusal(expression: string, messageExpression: string) {
  return { expression, reason: 'Forbidden', messageExpression };
}
