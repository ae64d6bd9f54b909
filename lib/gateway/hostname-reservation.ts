import { type ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { render } from '../private/object';
import type { ListenerTable } from './listener-table';

const GROUP = 'gateway.networking.k8s.io';

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
 * Who owns what stands in the policy: as an annotation of namespaces, whoever may annotate one could take a hostname.
 */
export class HostnameReservation extends Construct {
  public readonly policy: ApiObject;
  public readonly binding: ApiObject;

  constructor(scope: Construct, id: string, props: HostnameReservationProps) {
    super(scope, id);
    const { gatewayName, namespace } = props;
    // Dots keep gateway 'b' of 'a' apart from gateway 'c' of 'a-b'.
    const name = `hostnames.${gatewayName}.${namespace}`;
    this.policy = render(this, 'Resource', {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      name,
      spec: {
        failurePolicy: 'Fail',
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
        variables: Lazy.any({ produce: () => variables(props) }),
        validations: validations(`Gateway ${namespace}/${gatewayName}`),
      },
    });
    this.binding = render(this, 'Binding', {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      name,
      spec: { policyName: name, validationActions: ['Deny', 'Audit'] },
    });
  }
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

function variables({ gatewayName, namespace, listeners }: HostnameReservationProps) {
  const reservations = listeners.reservations(namespace);
  const owners = reservations.filter(({ hostnames }) => hostnames.length > 0);
  return [
    { name: 'hostnames', expression: table(owners.map((one) => [one.namespace, one.hostnames])) },
    { name: 'listeners', expression: table(reservations.map((one) => [one.namespace, one.listeners])) },
    { name: 'sharedListeners', expression: list(listeners.shared) },
    { name: 'ownHostnames', expression: own('hostnames') },
    { name: 'ownListeners', expression: own('listeners') },
    { name: 'routeHostnames', expression: 'has(object.spec.hostnames) ? object.spec.hostnames : []' },
    { name: 'parents', expression: `object.spec.parentRefs.filter(p, ${namesGateway(gatewayName, namespace)})` },
    { name: 'sections', expression: "variables.parents.map(p, has(p.sectionName) ? p.sectionName : '')" },
  ];
}

function own(table: string): string {
  return `request.namespace in variables.${table} ? variables.${table}[request.namespace] : []`;
}

/** What must hold, in the order in which it is told: the API server names the first that does not. */
function validations(gateway: string) {
  const owns = "(size(variables.ownHostnames) == 0 ? 'none' : variables.ownHostnames.join(', '))";
  return [
    refusal("request.kind.kind == 'HTTPRoute'", `'${gateway} takes HTTPRoutes only, not a ' + request.kind.kind`),
    refusal(
      'request.namespace in variables.listeners',
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

/** A table in CEL, one row a line. */
function table(rows: (readonly [string, readonly string[]])[]): string {
  return rows.length === 0 ? '{}' : `{\n${rows.map(([key, values]) => `  '${key}': ${list(values)}`).join(',\n')}\n}`;
}

function list(values: readonly string[]): string {
  return `[${values.map((value) => `'${value}'`).join(', ')}]`;
}
