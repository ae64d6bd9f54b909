import { dnsSubdomain } from '../../private/names';
import { folder } from '../../private/paths';
import { commit, repository } from '../model';
import type { SecretKey } from '../secret-key';

/** Facts of one LoRA adapter. */
export interface AdapterOptions {
  /** Rank of the adapter: `r` of its adapter_config.json. vLLM does not start with an adapter above its limit. */
  readonly rank: number;
}

/** An adapter that is downloaded at the start of every pod. */
export interface AdapterDownloadOptions {
  /**
   * Commit of the adapter's repository (40 hexadecimal digits).
   * @default - the newest commit when a pod starts, with a warning
   */
  readonly revision?: string;
  /**
   * Token of Hugging Face, needed for private repositories. Mounted as a file into the download only.
   * @default - none
   */
  readonly token?: SecretKey;
}

/** An adapter on a volume. */
export interface AdapterClaimOptions {
  /**
   * Folder of the volume that holds the adapter's files (adapter_config.json beside the weights).
   * @default - the volume's root
   */
  readonly path?: string;
}

/**
 * Where an adapter's files are.
 *
 * @internal
 */
export interface _AdapterPlace {
  readonly repository?: string;
  readonly revision?: string;
  readonly token?: SecretKey;
  readonly claim?: string;
  readonly path?: string;
}

/** Where the model servers of a pool get a LoRA adapter from. */
export class AdapterSource {
  /**
   * Downloaded from Hugging Face before the server starts. vLLM would do it by itself, but always takes the newest commit
   * and takes it again whenever it needs the adapter; so an init container does it.
   *
   * @param repositoryId such as `acme/llama-3.1-8b-sql`
   * @throws if the repository or the revision cannot be one
   */
  public static huggingFace(repositoryId: string, options: AdapterDownloadOptions = {}): AdapterSource {
    const { revision, token } = options;
    if (revision !== undefined) commit('revision', revision);
    return new AdapterSource({ repository: repository('repositoryId', repositoryId), revision, token });
  }

  /**
   * On a PersistentVolumeClaim of the pool's namespace, mounted read-only: also the claim of the pool's weights.
   *
   * @param claim name of the claim, which several pods must be able to read (ReadOnlyMany or ReadWriteMany)
   * @throws if the name or the path cannot be one
   */
  public static claim(claim: string, options: AdapterClaimOptions = {}): AdapterSource {
    const { path } = options;
    return new AdapterSource({
      claim: dnsSubdomain('claim', claim),
      path: path === undefined ? undefined : folder('path', path),
    });
  }

  private constructor(
    /** @internal */
    public readonly _place: _AdapterPlace,
  ) {}
}
