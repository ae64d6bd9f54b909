import { Severity } from '../../finding';
import { listAt } from '../../graph/fields';
import { tokenRules } from '../../graph/token-rules';
import type { Rule } from '../../rule';

export const jwtLocation: Rule = {
  id: 'jwt-location',
  title: 'A rule for tokens says in which header they stand.',
  why: 'Without fromHeaders Istio takes them from the query too (`?access_token=`), where they end in access logs, histories and Referer headers (https://istio.io/latest/docs/reference/config/security/request_authentication/#JWTRule).',
  severity: Severity.WARNING,
  *check(graph) {
    for (const { object, issuer, rule } of tokenRules(graph)) {
      const tokens = `tokens of issuer '${issuer}'`;
      const [parameter] = listAt(rule, 'fromParams');
      const said = ['fromHeaders', 'fromCookies'].some((field) => listAt(rule, field).length > 0);
      if (said && parameter === undefined) continue;
      yield {
        object,
        message:
          parameter === undefined
            ? `does not say where ${tokens} stand, so they are taken from the query too (?access_token=)`
            : `takes ${tokens} from the query (?${parameter}=)`,
        fix: `write fromHeaders: [{ name: Authorization, prefix: 'Bearer ' }]${parameter === undefined ? '' : ' in place of fromParams'}`,
      };
    }
  },
};
