/** A taint as AKS writes it. */
export interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: string;
}

/** Reads `key=value:Effect`, which the validator has seen already. */
export function parseTaint(text: string): Taint {
  const [, key = '', value = '', effect = ''] = /^([^=]+)=([^:]*):(.+)$/.exec(text) ?? [];
  return { key, value, effect };
}
