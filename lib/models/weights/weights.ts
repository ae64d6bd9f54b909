import type { Construct } from 'constructs';
import { Cluster } from '../../cluster';
import { pinnedImage } from '../../private/images';
import { IMAGE_VOLUMES, requireKubernetes } from '../../private/kubernetes';
import { dnsSubdomain } from '../../private/names';
import { commit, type Model } from '../model';
import { SecretKey } from '../secret-key';
import type { HuggingFaceEndpoint } from './hugging-face-endpoint';
import { type _WeightsParts, download, local, volume } from './weights-parts';

export { UNKNOWN_WEIGHTS_GIB } from './weights-parts';

/** Weights that are downloaded at the start of every pod. */
export interface HuggingFaceOptions {
  /**
   * Token of Hugging Face, needed for gated models. Mounted as a file, never set as a variable.
   * @default - none
   */
  readonly token?: SecretKey;
  /**
   * Another commit of the model's repository (40 hexadecimal digits), for weights, tokenizer and code.
   * @default - the model's `revision`; where it has none, the newest commit when a pod starts, with a warning
   */
  readonly revision?: string;
  /**
   * Another server that answers like Hugging Face.
   * @default - the cluster's (`Cluster.define(app, { huggingFace })`), else huggingface.co
   */
  readonly endpoint?: HuggingFaceEndpoint;
}

/** Weights on a volume. */
export interface ClaimOptions {
  /**
   * Folder of the volume that holds the model's files (config.json beside the weights).
   * @default - the volume's root
   */
  readonly path?: string;
}

/** Weights in an image of their own. */
export interface OciImageOptions {
  /**
   * Folder of the image that holds the model's files (config.json beside the weights).
   * @default - the image's root
   */
  readonly path?: string;
}

/** Where compiled kernels are kept. */
export interface CompileCacheOptions {
  /**
   * Folder of the volume.
   * @default - the volume's root, in which every model and GPU has a folder of its own
   */
  readonly path?: string;
}

const COMPILE_CACHE = '/compile-cache';

/** Where a model server gets its weights from. */
export class Weights {
  /**
   * Downloaded from Hugging Face into an emptyDir of each pod.
   *
   * @throws if the token is no SecretKey or would be sent without TLS, or if the revision is no commit
   */
  public static huggingFace(options: HuggingFaceOptions = {}): Weights {
    const { token, revision, endpoint } = options;
    if (token !== undefined && !(token instanceof SecretKey)) {
      throw new Error(
        "'token' must not stand in the program: put it into a Secret and write SecretKey.of('hf', 'token')",
      );
    }
    if (revision !== undefined) commit('revision', revision);
    return new Weights((scope, model) =>
      download(scope, model, {
        token,
        revision: revision ?? model.revision,
        endpoint: endpoint ?? Cluster.of(scope).huggingFace,
      }),
    );
  }

  /**
   * On a PersistentVolumeClaim of the pool's namespace, mounted read-only; nothing is downloaded.
   *
   * @param claim name of the claim, which several pods must be able to read (ReadOnlyMany or ReadWriteMany)
   * @throws if the name or the path cannot be one
   */
  public static claim(claim: string, options: ClaimOptions = {}): Weights {
    const claimName = dnsSubdomain('claim', claim);
    const path = folder(options.path);
    return new Weights(() => volume({ persistentVolumeClaim: { claimName, readOnly: true } }, path));
  }

  /**
   * In an OCI image or artifact that is mounted as a volume; nothing is downloaded by the server. The nodes pull it as
   * they pull programs: from the registry mirror, with the same pull secrets, once for each node. Their container runtime
   * must know such volumes, as containerd does from 2.1 on.
   *
   * @param image with its registry and its tag or digest
   * @throws if the image has no fixed tag or digest, or if Kubernetes is older than 1.35
   */
  public static ociImage(image: string, options: OciImageOptions = {}): Weights {
    pinnedImage('image', image);
    const path = folder(options.path);
    return new Weights((scope) => {
      const remedy = "write Weights.claim('my-claim') or Weights.huggingFace()";
      requireKubernetes(scope, IMAGE_VOLUMES, `Weights.ociImage('${image}')`, remedy);
      return volume({ image: { reference: Cluster.of(scope).image(image), pullPolicy: 'IfNotPresent' } }, path);
    });
  }

  /**
   * In the engine's own image, which you have built: `Engine.vllm({ image: '...' })`.
   *
   * @param path folder of the image that holds the model's files
   * @throws if the path is not one from the root
   */
  public static baked(path: string): Weights {
    const model = absolute(path);
    return new Weights(() => ({ ...local(model), mounts: [], inImage: true }));
  }

  /**
   * On a volume that the pool's `pods` mount, of whatever kind, and perhaps filled by an init container:
   * `PodSettings.of({ volumes: [...], mounts: [...] })`.
   *
   * @param path folder of the container that holds the model's files
   * @throws if the path is not one from the root, or if no volume is mounted there
   */
  public static mounted(path: string): Weights {
    const model = absolute(path);
    return new Weights(() => ({ ...local(model), mounts: [], mountedPath: model }));
  }

  private constructor(
    /** @internal */
    public readonly _render: (scope: Construct, model: Model) => _WeightsParts,
  ) {}

  /**
   * The same weights, with vLLM's compiled kernels kept on a volume: the second pod starts without compiling. vLLM runs
   * what it finds there, so only its own pods should be able to write to it.
   *
   * @param claim PersistentVolumeClaim of the pool's namespace that all pods can write to (ReadWriteMany) and whose files
   * can be renamed, which those of object stores often cannot; it may be the claim of the weights
   * @throws if the name or the path cannot be one
   */
  public withCompileCache(claim: string, options: CompileCacheOptions = {}): Weights {
    const claimName = dnsSubdomain('claim', claim);
    const path = folder(options.path);
    return new Weights((scope, model) => {
      const parts = this._render(scope, model);
      const value = path === undefined ? COMPILE_CACHE : `${COMPILE_CACHE}/${path}`;
      const source = { persistentVolumeClaim: { claimName } };
      return {
        ...parts,
        env: [...parts.env, { name: 'VLLM_CACHE_ROOT', value }],
        mounts: [...parts.mounts, { name: 'compile-cache', mountPath: COMPILE_CACHE, source }],
      };
    });
  }
}

function absolute(path: string): string {
  if (!/^(?!.*\/\.\.?(\/|$))(\/[\w.-]+)+$/.test(path)) {
    throw new Error(`'path' (${path}) must be a folder from the root of the container: write '/models/llama-3.1-8b'`);
  }
  return path;
}

function folder(path: string | undefined): string | undefined {
  if (path !== undefined && !/^(?!.*(^|\/)\.\.?(\/|$))[\w.-]+(\/[\w.-]+)*$/.test(path)) {
    throw new Error(`'path' (${path}) must be a folder relative to the volume's root: write 'llama-3.1-8b'`);
  }
  return path;
}
