import type { SecretKey } from '../models/secret-key';
import { environment } from '../private/environment';
import { pinnedImage } from '../private/images';
import { dnsLabel } from '../private/names';
import { optional } from '../private/object';
import type { ConfigMapKey } from './config-map-key';

/** Where a container sees a volume. */
export interface PodMount {
  /** Name of the volume: one of your own, or one that the pod has anyway (such as `tmp`). */
  readonly volume: string;
  /** Path in the container, from the root. */
  readonly path: string;
  /**
   * Folder of the volume that is shown.
   * @default - the volume's root
   */
  readonly subPath?: string;
  /**
   * Whether the container may only read it.
   * @default false
   */
  readonly readOnly?: boolean;
}

/** Requests and limits, as Kubernetes writes them. */
export interface ContainerResources {
  /** What the node keeps free for the container. */
  readonly requests: { [resource: string]: string };
  /** What the container cannot exceed. */
  readonly limits: { [resource: string]: string };
}

/**
 * A further container of a pod. It is hardened like ours: not root, no capabilities, a root file system that is read-only.
 * Other fields are set by an overlay. The network policies of the pod hold for it too: what it asks elsewhere needs one
 * more NetworkPolicy for the pod's labels.
 */
export interface PodContainer {
  /** Name in the pod. */
  readonly name: string;
  /** Image with its registry and its tag or digest; a registry mirror applies to it as well. */
  readonly image: string;
  /**
   * Program.
   * @default - the image's own
   */
  readonly command?: string[];
  /**
   * Arguments of the program.
   * @default - the image's own
   */
  readonly args?: string[];
  /**
   * Environment variables.
   * @default - none
   */
  readonly env?: { [name: string]: string };
  /**
   * Environment variables whose values stand in Secrets.
   * @default - none
   */
  readonly secretEnv?: { [name: string]: SecretKey };
  /**
   * Environment variables whose values stand in ConfigMaps.
   * @default - none
   */
  readonly configMapEnv?: { [name: string]: ConfigMapKey };
  /**
   * Volumes that it sees.
   * @default - none
   */
  readonly mounts?: PodMount[];
  /**
   * Requests and limits.
   * @default - 50m CPU and 64 MiB, at most 1 CPU, 256 MiB and 256 MiB of disk
   */
  readonly resources?: ContainerResources;
  /**
   * Whether the root file system is read-only.
   * @default true
   */
  readonly readOnlyRootFilesystem?: boolean;
}

const RESOURCES: ContainerResources = {
  requests: { cpu: '50m', memory: '64Mi', 'ephemeral-storage': '64Mi' },
  limits: { cpu: '1', memory: '256Mi', 'ephemeral-storage': '256Mi' },
};

/** Checks what a container can know without its pod. */
export function checkContainer(container: PodContainer): void {
  dnsLabel('name', container.name);
  pinnedImage('image', container.image);
  environment(container);
  for (const mount of container.mounts ?? []) checkMount(mount);
}

/** Checks what a mount can know without its pod. */
export function checkMount({ path, subPath }: PodMount): void {
  if (!/^\/[^:]+$/.test(path)) {
    throw new Error(`'path' (${path}) of a mount must be a path from the root, but not the root: write '/data'`);
  }
  if (subPath !== undefined && !/^(?!.*(^|\/)\.\.(\/|$))[^/].*$/.test(subPath)) {
    throw new Error(`'subPath' (${subPath}) must be a folder relative to the volume's root: write 'models/llama'`);
  }
}

/** A mount as Kubernetes writes it. */
export function volumeMount({ volume, path, subPath, readOnly }: PodMount): Record<string, unknown> {
  return { name: volume, mountPath: path, subPath, readOnly };
}

/** The container as Kubernetes writes it, pulled under this reference. */
export function renderContainer(container: PodContainer, image: string): Record<string, unknown> {
  return {
    name: container.name,
    image,
    imagePullPolicy: 'IfNotPresent',
    command: container.command,
    args: container.args,
    env: optional(environment(container)),
    resources: container.resources ?? RESOURCES,
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: container.readOnlyRootFilesystem ?? true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: optional((container.mounts ?? []).map(volumeMount)),
  };
}
