import { SecretKey } from '../models/secret-key';
import type { ConfigMapKey } from '../pods/config-map-key';
import type { EnvVar, Mount } from '../private/pod';

const FOLDER = '/var/run/trust-bundle';
const FILE = 'ca-bundle.crt';

/**
 * Certificates of the authorities that pods trust when they ask servers outside the cluster: all of them in one PEM file,
 * since it takes the place of the image's own. It stands in every namespace whose pods download.
 */
export class TrustBundle {
  /** A key of a ConfigMap, such as trust-manager writes it into every namespace. */
  public static fromConfigMap(key: ConfigMapKey): TrustBundle {
    return new TrustBundle({ configMap: { name: key.configMap, items: [{ key: key.key, path: FILE }] } });
  }

  /**
   * A key of a Secret.
   *
   * @throws if it is no SecretKey
   */
  public static fromSecret(key: SecretKey): TrustBundle {
    if (!(key instanceof SecretKey))
      throw new Error("'key' must be a SecretKey: write SecretKey.of('my-ca', 'ca.crt')");
    const items = [{ key: key.key, path: FILE }];
    return new TrustBundle({ secret: { secretName: key.secret, defaultMode: 0o440, items } });
  }

  private constructor(private readonly source: { readonly [field: string]: unknown }) {}

  /**
   * Variables that make Python's, Rust's and curl's HTTP clients read it.
   *
   * @internal
   */
  public get _env(): EnvVar[] {
    return ['CURL_CA_BUNDLE', 'REQUESTS_CA_BUNDLE', 'SSL_CERT_FILE'].map((name) => ({
      name,
      value: `${FOLDER}/${FILE}`,
    }));
  }

  /** @internal */
  public get _mounts(): Mount[] {
    return [{ name: 'trust-bundle', mountPath: FOLDER, readOnly: true, source: { ...this.source } }];
  }
}
