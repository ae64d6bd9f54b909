import type { IConstruct } from 'constructs';
import { Cluster } from '../cluster';
import { podTolerations } from '../models/hardware/gpu-node';
import { type PodContainer, renderContainer, volumeMount } from '../pods/pod-container';
import type { PodSettings, PodSettingsProps } from '../pods/pod-settings';
import type { PodVolume } from '../pods/pod-volume';
import { environment } from './environment';
import { IMAGE_VOLUMES, requireKubernetes } from './kubernetes';
import { optional } from './object';
import type { EnvVar, Mount, Toleration } from './pod';

/** What the library itself puts into a pod, and the settings of the user that are added to it. */
export interface PodParts {
  readonly container: string;
  readonly env: EnvVar[];
  /** Variables that nobody may set here, beside those that are set already, with the reason. */
  readonly refusedEnv?: { readonly [name: string]: string };
  readonly mounts: Mount[];
  /** Containers of ours that run before the main one, and what they mount. */
  readonly initContainers: Record<string, unknown>[];
  readonly furtherVolumes: Mount[];
  /** Folder of the weights, where the user's own volumes must hold it. */
  readonly mountedPath?: string;
  readonly labels: Record<string, string>;
  readonly annotations?: Record<string, string>;
  readonly nodeSelector?: Record<string, string>;
  readonly tolerations?: Toleration[];
  readonly settings?: PodSettings;
}

/** Both together, as Kubernetes writes them. */
export interface PodFields {
  readonly metadata: Record<string, unknown>;
  /** Fields of the pod beside its main container. */
  readonly spec: Record<string, unknown>;
  readonly env: EnvVar[];
  readonly volumeMounts?: Record<string, unknown>[];
}

/**
 * Adds the settings of a user to what a pod has anyway.
 *
 * @throws if they name something that the library has set, or a volume that is not there
 */
export function podFields(scope: IConstruct, parts: PodParts): PodFields {
  const settings = parts.settings?._props ?? {};
  const { initContainers = [], sidecars = [], volumes = [], mounts = [] } = settings;
  checkContainers(parts, [...initContainers, ...sidecars]);
  checkVolumes(parts, settings);
  checkWeights(parts, settings);
  const { registry } = Cluster.of(scope);
  const secrets = [
    ...(registry.pullSecret === undefined ? [] : [registry.pullSecret]),
    ...(settings.pullSecrets ?? []),
  ];
  const sources = new Map([...parts.mounts, ...parts.furtherVolumes].map(({ name, source }) => [name, source]));
  const container = (one: PodContainer) => renderContainer(one, Cluster.of(scope).image(one.image));
  return {
    metadata: {
      labels: added('labels', parts.labels, settings.labels),
      annotations: added('annotations', parts.annotations, settings.annotations),
    },
    spec: {
      imagePullSecrets: optional([...new Set(secrets)].map((name) => ({ name }))),
      nodeSelector: added('nodeSelector', parts.nodeSelector, settings.nodeSelector),
      tolerations: optional([
        ...(parts.tolerations ?? []),
        ...podTolerations({ tolerations: settings.tolerations ?? [] }),
      ]),
      priorityClassName: settings.priorityClassName,
      runtimeClassName: settings.runtimeClassName,
      initContainers: optional([
        ...parts.initContainers,
        ...initContainers.map(container),
        ...sidecars.map((one) => ({ ...container(one), restartPolicy: 'Always' })),
      ]),
      volumes: optional([
        ...[...sources].map(([name, source]) => ({ name, ...source })),
        ...volumes.map((volume) => ({ name: volume.name, ...volumeSource(scope, volume) })),
      ]),
    },
    env: variables(parts, settings),
    volumeMounts: optional([
      ...parts.mounts.map(({ source: _, ...mount }) => ({ ...mount })),
      ...mounts.map(volumeMount),
    ]),
  };
}

function variables(parts: PodParts, settings: PodSettingsProps): EnvVar[] {
  const own = environment(settings);
  for (const { name } of own) {
    const reason = parts.refusedEnv?.[name];
    if (reason !== undefined) throw new Error(`'env' must not set '${name}', ${reason}: leave it out`);
    if (parts.env.some((other) => other.name === name)) {
      throw new Error(`'env' must not set '${name}', which '${parts.container}' has already: leave it out`);
    }
  }
  return [...parts.env, ...own];
}

function checkContainers(parts: PodParts, containers: PodContainer[]): void {
  if (containers.some(({ name }) => name === parts.container)) {
    throw new Error(
      `'name' (${parts.container}) is that of the main container: give yours another, or change ours with an overlay`,
    );
  }
}

function checkVolumes(parts: PodParts, settings: PodSettingsProps): void {
  const { initContainers = [], sidecars = [], volumes = [], mounts = [] } = settings;
  const ours = [...parts.mounts, ...parts.furtherVolumes].map(({ name }) => name);
  const taken = volumes.find(({ name }) => ours.includes(name));
  if (taken !== undefined) {
    throw new Error(`'volumes' has '${taken.name}', which the pod has already: give yours another name`);
  }
  const known = [...ours, ...volumes.map(({ name }) => name)];
  for (const mount of [...mounts, ...[...initContainers, ...sidecars].flatMap((one) => one.mounts ?? [])]) {
    if (!known.includes(mount.volume)) {
      throw new Error(
        `'mounts' has '${mount.volume}', which is no volume of the pod: write one of ${known.join(', ')}`,
      );
    }
  }
  const paths = [...parts.mounts.map(({ mountPath }) => mountPath), ...mounts.map(({ path }) => path)];
  const twice = paths.find((path, index) => paths.indexOf(path) !== index);
  if (twice !== undefined) {
    throw new Error(`'path' (${twice}) of '${parts.container}' is that of another volume already: write another path`);
  }
}

function checkWeights({ mountedPath }: PodParts, { mounts = [] }: PodSettingsProps): void {
  if (mountedPath === undefined) return;
  if (mounts.some(({ path }) => mountedPath === path || mountedPath.startsWith(`${path}/`))) return;
  throw new Error(
    `'weights' (${mountedPath}) stand on no volume of 'pods': write PodSettings.of({ volumes: [PodVolume.claim('models', 'my-claim')], mounts: [{ volume: 'models', path: '${mountedPath}' }] })`,
  );
}

/** The images of volumes are mirrored as those of containers are. */
function volumeSource(scope: IConstruct, { name, _source }: PodVolume): Record<string, unknown> {
  const { image } = _source as { image?: { reference: string } };
  if (image === undefined) return { ..._source };
  requireKubernetes(scope, IMAGE_VOLUMES, `'volumes' (${name}) of kind image`, 'write another kind of volume');
  return { image: { pullPolicy: 'IfNotPresent', ...image, reference: Cluster.of(scope).image(image.reference) } };
}

function added(
  property: string,
  ours: Record<string, string> | undefined,
  theirs: { readonly [key: string]: string } | undefined,
): Record<string, string> | undefined {
  for (const key of Object.keys(theirs ?? {})) {
    if (ours?.[key] !== undefined) {
      throw new Error(`'${property}' has '${key}', which is '${ours[key]}' already: leave it out`);
    }
  }
  return ours === undefined && theirs === undefined ? undefined : { ...ours, ...theirs };
}
