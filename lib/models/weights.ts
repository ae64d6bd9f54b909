import type { Construct } from 'constructs';
import { Cluster } from '../cluster';
import type { Egress } from '../network/network-policy';
import { outside } from '../network/outside';
import { pinnedImage } from '../private/images';
import { IMAGE_VOLUMES, requireKubernetes } from '../private/kubernetes';
import { dnsSubdomain } from '../private/names';
import type { EnvVar, Mount } from '../private/pod';
import { warn } from '../private/warnings';
import type { HuggingFaceEndpoint } from './hugging-face-endpoint';
import { commit, type Model } from './model';
import { SecretKey } from './secret-key';

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

/**
 * What weights mean for the pod that loads them.
 *
 * @internal
 */
export interface _WeightsParts {
  readonly model: string;
  readonly args: string[];
  readonly env: EnvVar[];
  readonly mounts: Mount[];
  readonly egress: Egress[];
  /** Disk of the node that the weights take, in GiB. */
  readonly diskGib: number;
  /** Whether they stand in the engine's own image, which then is not the upstream one. */
  readonly inImage?: boolean;
}

/** Size that is assumed of a model whose size is not known, in GiB. */
export const UNKNOWN_WEIGHTS_GIB = 16;

const CACHE = '/data';
const VOLUME = '/weights';
const TOKEN = '/var/run/secrets/huggingface';
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
   * they pull programs: from the registry mirror, with the same pull secrets, once for each node.
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
    if (!/^(?!.*\/\.\.?(\/|$))(\/[\w.-]+)+$/.test(path)) {
      throw new Error(`'path' (${path}) must be a folder of the image from its root: write '/models/llama-3.1-8b'`);
    }
    return new Weights(() => ({ ...local(path), mounts: [], inImage: true }));
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

function folder(path: string | undefined): string | undefined {
  if (path !== undefined && !/^(?!.*(^|\/)\.\.?(\/|$))[\w.-]+(\/[\w.-]+)*$/.test(path)) {
    throw new Error(`'path' (${path}) must be a folder relative to the volume's root: write 'llama-3.1-8b'`);
  }
  return path;
}

function download(scope: Construct, model: Model, { token, revision, endpoint }: HuggingFaceOptions): _WeightsParts {
  if (model.gated && token === undefined) {
    throw new Error(
      `'weights': ${model.id} is gated, so its download needs a token: write Weights.huggingFace({ token: SecretKey.of('hf', 'token') })`,
    );
  }
  if (revision === undefined) {
    warn(
      scope,
      `'${scope.node.path}' downloads the newest commit of ${model.id} whenever a pod starts: pin it with Weights.huggingFace({ revision: '40 hexadecimal digits' })`,
    );
  }
  if (token !== undefined && endpoint?.url.startsWith('http:')) {
    throw new Error(
      `'endpoint' (${endpoint.url}) would get the token without TLS: write its https URL, or leave 'token' out`,
    );
  }
  const direct = endpoint?.cidrs === undefined ? undefined : { cidrs: endpoint.cidrs, port: endpoint.port };
  const way = outside(scope, direct);
  const diskGib = Math.ceil((model.weightsGib ?? UNKNOWN_WEIGHTS_GIB) * 1.2) + 5;
  return {
    model: model.id,
    args:
      revision === undefined
        ? []
        : ['revision', 'tokenizer-revision', 'code-revision'].map((f) => `--${f}=${revision}`),
    env: [
      { name: 'HF_HOME', value: `${CACHE}/huggingface` },
      { name: 'HF_HUB_DISABLE_TELEMETRY', value: '1' },
      ...(token === undefined ? [] : [{ name: 'HF_TOKEN_PATH', value: `${TOKEN}/token` }]),
      ...(endpoint === undefined ? [] : [{ name: 'HF_ENDPOINT', value: endpoint.url }]),
      ...way.env,
    ],
    mounts: [
      { name: 'data', mountPath: CACHE, source: { emptyDir: { sizeLimit: `${diskGib}Gi` } } },
      ...(token === undefined ? [] : [tokenMount(token)]),
      ...way.mounts,
    ],
    egress: way.egress,
    diskGib,
  };
}

function tokenMount(token: SecretKey): Mount {
  return {
    name: 'huggingface-token',
    mountPath: TOKEN,
    readOnly: true,
    source: { secret: { secretName: token.secret, defaultMode: 0o440, items: [{ key: token.key, path: 'token' }] } },
  };
}

function volume(source: Mount['source'], path?: string): _WeightsParts {
  return {
    ...local(path === undefined ? VOLUME : `${VOLUME}/${path}`),
    mounts: [{ name: 'weights', mountPath: VOLUME, readOnly: true, source }],
  };
}

/** Files that are there when the pod starts. */
function local(model: string): Omit<_WeightsParts, 'mounts'> {
  return { model, args: [], env: [{ name: 'HF_HUB_OFFLINE', value: '1' }], egress: [], diskGib: 5 };
}
