import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  HttpRouteSpecRulesFiltersRequestRedirectScheme,
  HttpRouteSpecRulesFiltersRequestRedirectStatusCode,
  HttpRouteSpecRulesFiltersType,
  HttpRouteSpecRulesMatchesPathType,
  toJson_HttpRouteSpec,
} from '../../imports/gateway-api';
import { render } from '../private/object';
import { REDIRECT_LISTENER } from './listener-table';

/** Redirects all plain HTTP to HTTPS: with 308, after which a POST stays a POST. */
export function httpsRedirect(scope: Construct, gatewayName: string, namespace: string): ApiObject {
  return render(scope, 'HttpsRedirect', {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    name: `${gatewayName}-https-redirect`,
    spec: toJson_HttpRouteSpec({
      parentRefs: [
        {
          group: 'gateway.networking.k8s.io',
          kind: 'Gateway',
          name: gatewayName,
          namespace,
          sectionName: REDIRECT_LISTENER,
        },
      ],
      rules: [
        {
          matches: [{ path: { type: HttpRouteSpecRulesMatchesPathType.PATH_PREFIX, value: '/' } }],
          filters: [
            {
              type: HttpRouteSpecRulesFiltersType.REQUEST_REDIRECT,
              requestRedirect: {
                scheme: HttpRouteSpecRulesFiltersRequestRedirectScheme.HTTPS,
                statusCode: HttpRouteSpecRulesFiltersRequestRedirectStatusCode.VALUE_308,
              },
            },
          ],
        },
      ],
    }),
  });
}
