import { dnsSubdomain } from './private/names';

/** Options of a registry mirror. */
export interface RegistryMirrorOptions {
  /**
   * Name of a `kubernetes.io/dockerconfigjson` Secret that stands in every namespace that runs pods of this library.
   * @default - the nodes may pull without one
   */
  readonly pullSecret?: string;
}

/** Where images come from. */
export class Registry {
  /** The registries that the projects publish to. */
  public static upstream(): Registry {
    return new Registry(undefined, undefined);
  }

  /**
   * One registry that holds a copy of every image under the same repository path and tag:
   * `registry.k8s.io/a/epp:v1` becomes `HOST/a/epp:v1`.
   *
   * The proxy's own image is Istio's setting (`global.hub` of its chart), not ours.
   *
   * @param host such as `acr.example.com` or `acr.example.com/mirror`, without scheme
   * @throws if the host has a scheme or ends in '/'
   */
  public static mirror(host: string, options: RegistryMirrorOptions = {}): Registry {
    if (!/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?(:\d+)?(\/[a-z0-9]([-a-z0-9._]*[a-z0-9])?)*$/.test(host)) {
      throw new Error(
        `'host' (${host}) must be a registry host with an optional path, without scheme or trailing '/': write 'acr.example.com/mirror'`,
      );
    }
    const { pullSecret } = options;
    return new Registry(host, pullSecret === undefined ? undefined : dnsSubdomain('pullSecret', pullSecret));
  }

  private constructor(
    /** Host and path of the mirror, if there is one. */
    public readonly host: string | undefined,
    /** Name of the pull Secret, if there is one. */
    public readonly pullSecret: string | undefined,
  ) {}

  /** The name under which this registry holds an image; what it holds already keeps its name. */
  public image(upstream: string): string {
    if (upstream.startsWith(`${this.host}/`)) return upstream;
    return this.host === undefined ? upstream : `${this.host}/${upstream.slice(upstream.indexOf('/') + 1)}`;
  }
}
