import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { toJson_InferenceObjectiveSpec } from '../../imports/inference-extension-x';
import { type ObjectProps, render } from '../private/object';
import type { Priority } from './priority';

/** One priority on one pool. */
export interface InferenceObjectiveProps {
  readonly poolName: string;
  readonly priority: Priority;
}

/** An InferenceObjective belongs to one pool, but its name to the whole namespace: so the pool's name is in it. */
export function objectiveName(poolName: string, { name }: Priority): string {
  return `${poolName}-${name}`;
}

/** Tells the picker of a pool what a priority is worth. */
export function inferenceObjective(scope: Construct, props: InferenceObjectiveProps): ApiObject {
  return render(scope, `Objective-${props.priority.name}`, inferenceObjectiveManifest(props));
}

/** The same as a manifest, for a pool that somebody else owns. The group is what the GIE's picker reads. */
export function inferenceObjectiveManifest({ poolName, priority }: InferenceObjectiveProps): ObjectProps {
  return {
    apiVersion: 'inference.networking.x-k8s.io/v1alpha2',
    kind: 'InferenceObjective',
    name: objectiveName(poolName, priority),
    spec: toJson_InferenceObjectiveSpec({
      priority: priority.value,
      poolRef: { group: 'inference.networking.k8s.io', kind: 'InferencePool', name: poolName },
    }),
  };
}
