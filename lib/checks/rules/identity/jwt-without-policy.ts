import { Severity } from '../../finding';
import { actionOf, demandsIdentity, refusesStrangers, rulesOf } from '../../graph/authorization';
import { itemsAt } from '../../graph/fields';
import { authorizationByGateway, gatewaysOf, isMeshWide } from '../../graph/istio-policies';
import type { Manifest } from '../../graph/manifest';
import { writtenTogether } from '../../graph/written-together';
import type { Rule } from '../../rule';

/** Whether a policy asks requests who they are from. */
function asks(policy: Manifest): boolean {
  const rules = rulesOf(policy);
  switch (actionOf(policy)) {
    case 'ALLOW':
      return rules.some(demandsIdentity) || rules.length === 0;
    case 'DENY':
      return rules.some(refusesStrangers);
    default:
      return actionOf(policy) === 'CUSTOM';
  }
}

export const jwtWithoutPolicy: Rule = {
  id: 'jwt-without-policy',
  title: 'Where tokens are checked, a policy asks for one.',
  why: 'RequestAuthentication refuses bad tokens only: a request without any token passes (https://istio.io/latest/docs/reference/config/security/request_authentication/).',
  severity: Severity.ERROR,
  *check(graph) {
    const policies = authorizationByGateway(graph);
    for (const object of graph.of('RequestAuthentication', 'security.istio.io')) {
      if (isMeshWide(object) || itemsAt(object.json, 'spec', 'jwtRules').length === 0) continue;
      const bare = gatewaysOf(graph, object).find(
        ({ namespace, name }) => !(policies.get(`${namespace}/${name}`) ?? []).some(asks),
      );
      if (bare === undefined) continue;
      const { namespace, name } = bare;
      yield {
        object,
        severity: writtenTogether(graph, namespace) ? Severity.ERROR : Severity.WARNING,
        message: `checks tokens on Gateway ${namespace}/${name}, where no AuthorizationPolicy asks for one, so that requests without a token pass`,
        fix: `add an AuthorizationPolicy for the Gateway with action: ALLOW and from: [{ source: { requestPrincipals: ['ISSUER/*'] } }]`,
      };
    }
  },
};
