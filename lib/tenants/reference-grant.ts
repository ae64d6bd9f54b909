import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { toJson_ReferenceGrantSpec } from '../../imports/gateway-api';
import { type ObjectProps, render } from '../private/object';

/** One pool that routes of one other namespace may refer to. */
export interface ReferenceGrantProps {
  readonly poolName: string;
  readonly routeNamespace: string;
}

/**
 * Lets HTTPRoutes of exactly one namespace refer to exactly one pool. v1beta1, because every version of Gateway API and
 * of Istio serves and reads it.
 */
export function referenceGrant(scope: Construct, props: ReferenceGrantProps): ApiObject {
  return render(scope, `Grant-${props.routeNamespace}`, referenceGrantManifest(props));
}

/** The same as a manifest, for a pool that somebody else owns. */
export function referenceGrantManifest({ poolName, routeNamespace }: ReferenceGrantProps): ObjectProps {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1beta1',
    kind: 'ReferenceGrant',
    name: `${poolName}-from-${routeNamespace}`,
    spec: toJson_ReferenceGrantSpec({
      from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: routeNamespace }],
      to: [{ group: 'inference.networking.k8s.io', kind: 'InferencePool', name: poolName }],
    }),
  };
}
