import { type ApiObject, Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import type { TokenWay } from '../../../identity/way';
import { type ObjectProps, render } from '../../../private/object';
import type { CallerRules } from '../../provider-renderer';
import { authorizationRules } from './authorization-rules';
import { jwtRule } from './request-authentication';

/**
 * What keeps strangers out: AuthorizationPolicy with everything that is allowed, RequestAuthentication where tokens are
 * verified, and a second AuthorizationPolicy where somebody else is asked first.
 */
export function callerPolicies(scope: Construct, name: string, gateway: string, rules: () => CallerRules): ApiObject[] {
  const { ways } = rules();
  const targetRefs = [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: gateway }];
  const policy = (id: string, kind: string, suffix: string, spec: Record<string, unknown>): ApiObject =>
    render(scope, id, {
      apiVersion: 'security.istio.io/v1',
      kind,
      name: `${name}${suffix}`,
      spec: { targetRefs, ...spec },
    } satisfies ObjectProps);
  const tokens = ways.filter((way): way is TokenWay => way.kind === 'jwt');
  const asked = ways.find((way) => way.kind === 'external');
  return [
    policy('Allowed', 'AuthorizationPolicy', '', {
      action: 'ALLOW',
      rules: Lazy.any({ produce: () => authorizationRules(rules()) }),
    }),
    ...(tokens.length === 0 ? [] : [policy('Tokens', 'RequestAuthentication', '', { jwtRules: tokens.map(jwtRule) })]),
    ...(asked === undefined
      ? []
      : [
          policy('Asked', 'AuthorizationPolicy', '-external', {
            action: 'CUSTOM',
            provider: { name: asked.provider },
            rules: Lazy.any({ produce: () => askedRules(rules()) }),
          }),
        ]),
  ];
}

/** Everything but redirects. */
function askedRules({ redirectPort }: CallerRules): Record<string, unknown>[] {
  return [redirectPort === undefined ? {} : { to: [{ operation: { notPorts: [String(redirectPort)] } }] }];
}
