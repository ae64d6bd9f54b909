import { createHash } from 'node:crypto';
import { Yaml } from 'cdk8s';
import { dnsLabel } from '../private/names';
import { KEYS_FILE, KEYS_RESOURCE, keyCheck } from '../providers/istio/filters/api-keys';
import { PROOF_HEADERS } from './way';

const KEY = /^sk-([a-z][-a-z0-9]*)\.([A-Za-z0-9]+)\.([A-Za-z0-9]+)$/;
const LINE = /^([a-z][-a-z0-9]*)\.[A-Za-z0-9]+:\{SHA\}[A-Za-z0-9+/]{27}=$/;

/** Fewer characters could be guessed: the hashes are fast to compute. */
const SHORTEST_SECRET = 22;

/** Hashes of API keys, as the Secret of `Authentication.apiKeys` holds them. */
export class ApiKeyHashes {
  /** Key of the Secret under which the proxies look for them. */
  public static readonly FILE: string = KEYS_FILE;

  /**
   * The line of one key: `<tenant>.<id>:{SHA}<hash>`. It tells nobody the key.
   *
   * @param key such as `sk-tenant-a.k1.<22 random letters and digits or more>`
   * @throws if it is no key, or one that could be guessed
   */
  public static lineOf(key: string): string {
    const [, tenant = '', id = '', secret = ''] = KEY.exec(key) ?? [];
    if (secret.length < SHORTEST_SECRET) {
      throw new Error(
        `'key' must be sk-<tenant>.<id>.<secret> with a secret of at least ${SHORTEST_SECRET} random letters and digits: have one made by cdk8s-inference-gateway api-key create`,
      );
    }
    return `${dnsLabel('tenant', tenant)}.${id}:{SHA}${createHash('sha1').update(secret).digest('base64')}`;
  }

  /**
   * The hashes of all keys that are valid: leaving one out revokes it.
   *
   * @param lines as `lineOf` returns them
   * @throws if a line is none, or if two have the same name
   */
  public static of(lines: string[]): ApiKeyHashes {
    const names = lines.map((line) => line.split(':')[0]);
    for (const [index, line] of lines.entries()) {
      if (!LINE.test(line)) {
        throw new Error(
          `'lines' has '${line}', which is no line of a key: write <tenant>.<id>:{SHA}<hash>, as cdk8s-inference-gateway api-key create prints it`,
        );
      }
      if (names.indexOf(names[index]) !== index) {
        throw new Error(
          `'lines' has key '${names[index]}' twice: give the new one another id, and leave the old one out`,
        );
      }
    }
    return new ApiKeyHashes([...lines]);
  }

  private constructor(
    /** One line for each key. */
    public readonly lines: string[],
  ) {}

  /** Contents of the file: what Envoy reads. */
  public get file(): string {
    const check = {
      '@type': 'type.googleapis.com/envoy.config.core.v3.TypedExtensionConfig',
      name: KEYS_RESOURCE,
      typed_config: keyCheck(PROOF_HEADERS.apiKeys, this.lines),
    };
    return Yaml.stringify({ resources: [check] });
  }
}
