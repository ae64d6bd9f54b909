import type { Construct } from 'constructs';
import { dns, type Egress, PUBLIC_HTTPS } from '../network/network-policy';
import { dnsSubdomain } from '../private/names';
import type { EnvVar, Mount } from '../private/pod';
import { warn } from '../private/warnings';
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
}

/** Weights on a volume. */
export interface ClaimOptions {
  /**
   * Folder of the volume that holds the model's files (config.json beside the weights).
   * @default - the volume's root
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
}

/** Size that is assumed of a model whose size is not known, in GiB. */
export const UNKNOWN_WEIGHTS_GIB = 16;

const CACHE = '/data';
const VOLUME = '/weights';
const TOKEN = '/var/run/secrets/huggingface';

/** Where a model server gets its weights from. */
export class Weights {
  /**
   * Downloaded from Hugging Face into an emptyDir of each pod.
   *
   * @throws if the token is no SecretKey, or the revision no commit
   */
  public static huggingFace(options: HuggingFaceOptions = {}): Weights {
    const { token, revision } = options;
    if (token !== undefined && !(token instanceof SecretKey)) {
      throw new Error(
        "'token' must not stand in the program: put it into a Secret and write SecretKey.of('hf', 'token')",
      );
    }
    if (revision !== undefined) commit('revision', revision);
    return new Weights((scope, model) => download(scope, model, revision ?? model.revision, token));
  }

  /**
   * On a PersistentVolumeClaim of the pool's namespace, mounted read-only; nothing is downloaded.
   *
   * @param claim name of the claim, which several pods must be able to read (ReadOnlyMany or ReadWriteMany)
   * @throws if the name or the path cannot be one
   */
  public static claim(claim: string, options: ClaimOptions = {}): Weights {
    dnsSubdomain('claim', claim);
    const { path } = options;
    if (path !== undefined && !/^(?!.*(^|\/)\.\.?(\/|$))[\w.-]+(\/[\w.-]+)*$/.test(path)) {
      throw new Error(`'path' (${path}) must be a folder relative to the volume's root: write 'llama-3.1-8b'`);
    }
    return new Weights(() => volume(claim, path));
  }

  private constructor(
    /** @internal */
    public readonly _render: (scope: Construct, model: Model) => _WeightsParts,
  ) {}
}

function download(scope: Construct, model: Model, revision?: string, token?: SecretKey): _WeightsParts {
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
    ],
    mounts: [
      { name: 'data', mountPath: CACHE, source: { emptyDir: { sizeLimit: `${diskGib}Gi` } } },
      ...(token === undefined ? [] : [tokenMount(token)]),
    ],
    egress: [dns(scope), PUBLIC_HTTPS],
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

function volume(claim: string, path?: string): _WeightsParts {
  return {
    model: path === undefined ? VOLUME : `${VOLUME}/${path}`,
    args: [],
    env: [{ name: 'HF_HUB_OFFLINE', value: '1' }],
    mounts: [
      {
        name: 'weights',
        mountPath: VOLUME,
        readOnly: true,
        source: { persistentVolumeClaim: { claimName: claim, readOnly: true } },
      },
    ],
    egress: [],
    diskGib: 5,
  };
}
