import { dnsSubdomain } from '../private/names';

/** One key of a ConfigMap that somebody else makes. */
export class ConfigMapKey {
  /**
   * Names a key of a ConfigMap in the namespace of the construct that uses it.
   *
   * @param configMap name of the ConfigMap
   * @param key key in its `data`
   * @throws if one of the two cannot be a name
   */
  public static of(configMap: string, key: string): ConfigMapKey {
    if (!/^[-._a-zA-Z0-9]{1,253}$/.test(key)) {
      throw new Error(`'key' (${key}) must be a key of a ConfigMap (letters, digits and '-._'): write 'ca.crt'`);
    }
    return new ConfigMapKey(dnsSubdomain('configMap', configMap), key);
  }

  private constructor(
    /** Name of the ConfigMap. */
    public readonly configMap: string,
    /** Key in its data. */
    public readonly key: string,
  ) {}
}
