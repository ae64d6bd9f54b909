import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { toJson_ReferenceGrantSpec } from '../../imports/gateway-api';
import { type ObjectProps, render } from '../private/object';

/** One InferencePool or one Service that routes of one other namespace may refer to. */
export type ReferenceGrantProps = { readonly routeNamespace: string } & (
  | { readonly poolName: string }
  | { readonly serviceName: string }
);

/**
 * Lets HTTPRoutes of exactly one namespace refer to exactly one pool or Service. v1beta1, because every version of
 * Gateway API and of Istio serves and reads it.
 */
export function referenceGrant(scope: Construct, id: string, props: ReferenceGrantProps): ApiObject {
  return render(scope, id, referenceGrantManifest(props));
}

/** The same as a manifest, for what somebody else owns. */
export function referenceGrantManifest(props: ReferenceGrantProps): ObjectProps {
  const { routeNamespace } = props;
  const [owner, to] =
    'poolName' in props
      ? [props.poolName, { group: 'inference.networking.k8s.io', kind: 'InferencePool', name: props.poolName }]
      : [`${props.serviceName}-service`, { group: '', kind: 'Service', name: props.serviceName }];
  return {
    apiVersion: 'gateway.networking.k8s.io/v1beta1',
    kind: 'ReferenceGrant',
    name: `${owner}-from-${routeNamespace}`,
    spec: toJson_ReferenceGrantSpec({
      from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: routeNamespace }],
      to: [to],
    }),
  };
}
