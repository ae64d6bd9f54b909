import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { render } from '../private/object';

const GROUP = 'gateway.networking.k8s.io';

/** The gateway whose hostnames are reserved. */
export interface HostnameReservationProps {
  readonly gatewayName: string;
  readonly namespace: string;
}

/**
 * Has the API server refuse routes that attach to a gateway with a hostname or a listener of another namespace. Listeners
 * alone leave to a namespace what it shares with others, and tell nobody that a hostname of a route is dead.
 *
 * Who owns what is read from the Gateway's listeners. A policy that held it itself would be in force a second later; in
 * annotations of namespaces it would be theirs who may annotate one; and one that read it from a ConfigMap was seen to
 * refuse nothing when it was installed again.
 *
 * What the Gateway does not know yet is taken, as it attaches to nothing: a route may be applied, or tried in a dry run,
 * before the listener that is made for it.
 */
export class HostnameReservation extends Construct {
  public readonly policy: ApiObject;
  public readonly binding: ApiObject;

  constructor(scope: Construct, id: string, { gatewayName, namespace }: HostnameReservationProps) {
    super(scope, id);
    // Dots keep gateway 'b-c' of 'a' apart from gateway 'c' of 'a-b'.
    const name = `hostnames.${gatewayName}.${namespace}`;
    const parent = namesGateway(gatewayName, namespace);
    this.policy = render(this, 'Resource', {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      name,
      spec: {
        failurePolicy: 'Fail',
        paramKind: { apiVersion: `${GROUP}/v1`, kind: 'Gateway' },
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
        matchConditions: [
          {
            name: 'names-the-gateway',
            expression: `has(object.spec.parentRefs) && object.spec.parentRefs.exists(p, ${parent})`,
          },
        ],
        variables: [
          { name: 'hostnames', expression: 'has(object.spec.hostnames) ? object.spec.hostnames : []' },
          {
            name: 'sections',
            expression: `object.spec.parentRefs.filter(p, ${parent}).map(p, has(p.sectionName) ? p.sectionName : '')`,
          },
          { name: 'labels', expression: 'has(namespaceObject.metadata.labels) ? namespaceObject.metadata.labels : {}' },
          { name: 'all', expression: 'params.spec.listeners' },
          { name: 'own', expression: `variables.all.filter(l, ${admits(namespace)})` },
          { name: 'ownNames', expression: 'variables.own.map(l, l.name)' },
          { name: 'ownHostnames', expression: hostnamesOf('variables.own') },
          {
            name: 'foreignNames',
            expression:
              "variables.sections.filter(s, !(s in variables.ownNames) && (s == '' || variables.all.exists(l, l.name == s)))",
          },
          { name: 'named', expression: 'variables.own.filter(l, l.name in variables.sections)' },
          {
            name: 'foreignHostnames',
            expression: `variables.hostnames.filter(h, !(h in variables.ownHostnames) && (h in ${hostnamesOf('variables.all')} || variables.named.exists(l, ${MEETS})))`,
          },
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
        // To a Gateway that is gone nothing attaches, and Deny would refuse the routes of all others too.
        paramRef: { name: gatewayName, namespace, parameterNotFoundAction: 'Allow' },
        validationActions: ['Deny', 'Audit'],
      },
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

/** Whether listener `l` admits routes of the namespace that the request is about, as Gateway API defines it. */
function admits(gatewayNamespace: string): string {
  const from = 'l.allowedRoutes.namespaces.from';
  const selector = 'l.allowedRoutes.namespaces.selector';
  const labels = 'variables.labels';
  return [
    `(${from} == 'All'`,
    `(${from} == 'Same' && request.namespace == '${gatewayNamespace}')`,
    `(${from} == 'Selector'`,
  ]
    .join(' || ')
    .concat(
      ` && (!has(${selector}.matchLabels) || ${selector}.matchLabels.all(key, key in ${labels} && ${labels}[key] == ${selector}.matchLabels[key]))`,
      ` && (!has(${selector}.matchExpressions) || ${selector}.matchExpressions.all(e, e.operator == 'In' ? e.key in ${labels} && ${labels}[e.key] in e.values : e.operator == 'NotIn' ? !(e.key in ${labels} && ${labels}[e.key] in e.values) : (e.operator == 'Exists') == (e.key in ${labels})))`,
      '))',
    );
}

function hostnamesOf(listeners: string): string {
  return `${listeners}.filter(l, has(l.hostname)).map(l, l.hostname)`;
}

/** Whether listener `l` would serve hostname `h`, or a part of it. */
const MEETS = [
  '!has(l.hostname)',
  "(l.hostname.startsWith('*.') && h.endsWith(l.hostname.substring(1)))",
  "(h.startsWith('*.') && l.hostname.endsWith(h.substring(1)))",
].join(' || ');

/** What must hold, in the order in which it is told: the API server names the first that does not. */
function validations(gateway: string) {
  const said = (list: string) => `(size(${list}) == 0 ? 'none' : ${list}.join(', '))`;
  return [
    refusal("request.kind.kind == 'HTTPRoute'", `'${gateway} takes HTTPRoutes only, not a ' + request.kind.kind`),
    refusal(
      'size(variables.foreignNames) == 0',
      `'sectionName ' + variables.foreignNames.map(s, s == '' ? '(none)' : s).join(', ') + ' of a parentRef is no listener of namespace ' + request.namespace + ' on ${gateway} (it has: ' + ${said('variables.ownNames')} + ')'`,
    ),
    refusal(
      'size(variables.foreignHostnames) == 0',
      `'hostname ' + variables.foreignHostnames.join(', ') + ' is not reserved to namespace ' + request.namespace + ' on ${gateway} (it owns: ' + ${said('variables.ownHostnames')} + ')'`,
    ),
  ];
}

function refusal(expression: string, messageExpression: string) {
  return { expression, reason: 'Forbidden', messageExpression };
}
