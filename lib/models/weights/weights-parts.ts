import type { Construct } from 'constructs';
import type { Egress } from '../../network/network-policy';
import { outside } from '../../network/outside';
import type { EnvVar, Mount } from '../../private/pod';
import { warn } from '../../private/warnings';
import type { Model } from '../model';
import type { SecretKey } from '../secret-key';
import type { HuggingFaceEndpoint } from './hugging-face-endpoint';

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
  /** Folder that the user's own volumes must hold. */
  readonly mountedPath?: string;
}

/** Size that is assumed of a model whose size is not known, in GiB. */
export const UNKNOWN_WEIGHTS_GIB = 16;

const CACHE = '/data';
const VOLUME = '/weights';
const TOKEN = '/var/run/secrets/huggingface';

/** What is downloaded, and from where. */
interface Download {
  readonly token?: SecretKey;
  readonly revision?: string;
  readonly endpoint?: HuggingFaceEndpoint;
}

/** Weights that every pod downloads. */
export function download(scope: Construct, model: Model, { token, revision, endpoint }: Download): _WeightsParts {
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
  const way = outside(scope, endpoint?._direct);
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

/** Weights on a volume, in a folder of it. */
export function volume(source: Mount['source'], path?: string): _WeightsParts {
  return {
    ...local(path === undefined ? VOLUME : `${VOLUME}/${path}`),
    mounts: [{ name: 'weights', mountPath: VOLUME, readOnly: true, source }],
  };
}

/** Files that are there when the pod starts. */
export function local(model: string): Omit<_WeightsParts, 'mounts'> {
  return { model, args: [], env: [{ name: 'HF_HUB_OFFLINE', value: '1' }], egress: [], diskGib: 5 };
}
