import { Size } from 'cdk8s';
import { pinnedImage } from '../private/images';
import { dnsLabel, dnsSubdomain } from '../private/names';
import { mebibytes } from '../private/sizes';

/** Volume types that Pod Security `restricted` allows. */
const ALLOWED = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

/** A volume of a pod. */
export class PodVolume {
  /**
   * Empty when the pod starts, gone when it ends.
   *
   * @param name name of the volume in the pod
   * @param sizeLimit most that it may hold, 1 GiB unless told
   */
  public static emptyDir(name: string, sizeLimit: Size = Size.gibibytes(1)): PodVolume {
    const limit = `${mebibytes('sizeLimit', sizeLimit, 'Size.gibibytes(1)')}Mi`;
    return new PodVolume(name, { emptyDir: { sizeLimit: limit } });
  }

  /** All keys of a ConfigMap as files. */
  public static configMap(name: string, configMap: string): PodVolume {
    return new PodVolume(name, { configMap: { name: dnsSubdomain('configMap', configMap) } });
  }

  /** All keys of a Secret as files, which only the pod's own user can read. */
  public static secret(name: string, secret: string): PodVolume {
    return new PodVolume(name, { secret: { secretName: dnsSubdomain('secret', secret), defaultMode: 0o440 } });
  }

  /** A PersistentVolumeClaim, which all pods must be able to mount at the same time. */
  public static claim(name: string, claim: string): PodVolume {
    return new PodVolume(name, { persistentVolumeClaim: { claimName: dnsSubdomain('claim', claim) } });
  }

  /**
   * Any other kind of volume.
   *
   * @param source as Kubernetes writes it, such as `{ csi: { driver: 'blob.csi.azure.com', volumeAttributes: {} } }`
   * @throws if Pod Security `restricted` refuses the kind, as it does hostPath
   */
  public static of(name: string, source: { [field: string]: unknown }): PodVolume {
    const kinds = Object.keys(source);
    const [kind = ''] = kinds;
    if (kinds.length !== 1 || !ALLOWED.includes(kind)) {
      throw new Error(
        `'source' of volume '${name}' (${kinds.join(', ')}) must be one kind that Pod Security 'restricted' allows: write one of ${ALLOWED.join(', ')}`,
      );
    }
    return new PodVolume(name, source);
  }

  private constructor(
    /** Name of the volume in the pod. */
    public readonly name: string,
    /** @internal */
    public readonly _source: { readonly [field: string]: unknown },
  ) {
    dnsLabel('name', name);
    const { reference } = (_source.image ?? {}) as { reference?: unknown };
    if (reference !== undefined) pinnedImage('image.reference', String(reference));
  }
}
