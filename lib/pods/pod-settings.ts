import { checkedToleration, type NodeToleration } from '../models/hardware/gpu-node';
import type { SecretKey } from '../models/secret-key';
import { environment } from '../private/environment';
import { checkLabel } from '../private/labels';
import { dnsSubdomain } from '../private/names';
import type { ConfigMapKey } from './config-map-key';
import { checkContainer, checkMount, type PodContainer, type PodMount } from './pod-container';
import type { PodVolume } from './pod-volume';

/** What pods have beside what this library gives them. */
export interface PodSettingsProps {
  /**
   * Environment variables of the main container. Secrets do not belong here.
   * @default - none
   */
  readonly env?: { [name: string]: string };
  /**
   * Environment variables of the main container whose values stand in Secrets.
   * @default - none
   */
  readonly secretEnv?: { [name: string]: SecretKey };
  /**
   * Environment variables of the main container whose values stand in ConfigMaps.
   * @default - none
   */
  readonly configMapEnv?: { [name: string]: ConfigMapKey };
  /**
   * Containers that run one after the other before the others start.
   * @default - none
   */
  readonly initContainers?: PodContainer[];
  /**
   * Containers beside the main one: they start before it and end after it, so that its last answers still have them.
   * @default - none
   */
  readonly sidecars?: PodContainer[];
  /**
   * Volumes.
   * @default - none
   */
  readonly volumes?: PodVolume[];
  /**
   * Where the main container sees volumes.
   * @default - nowhere
   */
  readonly mounts?: PodMount[];
  /**
   * Names of `kubernetes.io/dockerconfigjson` Secrets, beside the registry's.
   * @default - none
   */
  readonly pullSecrets?: string[];
  /**
   * Labels of the pods.
   * @default - none
   */
  readonly labels?: { [key: string]: string };
  /**
   * Annotations of the pods.
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
  /**
   * PriorityClass of the pods.
   * @default - the cluster's own
   */
  readonly priorityClassName?: string;
  /**
   * RuntimeClass of the pods.
   * @default - the cluster's own
   */
  readonly runtimeClassName?: string;
  /**
   * A ServiceAccount that exists already.
   * @default - one is rendered
   */
  readonly serviceAccountName?: string;
  /**
   * Labels that nodes must have, beside those of a `node`.
   * @default - none
   */
  readonly nodeSelector?: { [key: string]: string };
  /**
   * Taints of nodes that the pods tolerate, beside those of a `node`.
   * @default - none
   */
  readonly tolerations?: NodeToleration[];
}

/**
 * What pods have beside what this library gives them: variables, containers, volumes, labels and the like. Nothing that
 * the library sets can be replaced here: an overlay does that.
 *
 * @example
 *
 * import { PodSettings, PodVolume, SecretKey } from 'cdk8s-inference-gateway';
 *
 * const pods = PodSettings.of({
 *   secretEnv: { LICENSE_KEY: SecretKey.of('license', 'key') },
 *   sidecars: [{ name: 'logs', image: 'registry.example.com/team/log-shipper:v7' }],
 *   volumes: [PodVolume.claim('adapters', 'shared-adapters')],
 *   mounts: [{ volume: 'adapters', path: '/adapters', readOnly: true }],
 *   priorityClassName: 'production',
 * });
 */
export class PodSettings {
  /**
   * Settings of pods.
   *
   * @throws if a name, an image or a path cannot be one, or if a name stands twice
   */
  public static of(props: PodSettingsProps): PodSettings {
    return new PodSettings(props);
  }

  private constructor(
    /** @internal */
    public readonly _props: PodSettingsProps,
  ) {
    environment(_props);
    const { initContainers = [], sidecars = [], volumes = [], mounts = [], pullSecrets = [] } = _props;
    for (const container of [...initContainers, ...sidecars]) checkContainer(container);
    for (const mount of mounts) checkMount(mount);
    once("'initContainers' and 'sidecars' have", [...initContainers, ...sidecars]);
    once("'volumes' has", volumes);
    for (const secret of pullSecrets) dnsSubdomain('pullSecrets', secret);
    for (const property of ['priorityClassName', 'runtimeClassName', 'serviceAccountName'] as const) {
      const value = _props[property];
      if (value !== undefined) dnsSubdomain(property, value);
    }
    for (const toleration of _props.tolerations ?? []) checkedToleration(toleration);
    for (const property of ['labels', 'nodeSelector'] as const) {
      for (const [key, value] of Object.entries(_props[property] ?? {})) checkLabel(`'${property}'`, key, value);
    }
  }
}

function once(where: string, items: { readonly name: string }[]): void {
  const names = items.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`${where} two of the name '${twice}': give one of them another`);
}
