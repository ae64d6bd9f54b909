const FACTORS: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
  Pi: 1024 ** 5,
  Ei: 1024 ** 6,
};

/** The number that a quantity of Kubernetes stands for, such as `500m` or `64Gi`; undefined if it is none. */
export function quantity(text: string | undefined): number | undefined {
  const [, number, suffix] = /^([+-]?\d*\.?\d+(?:[eE][+-]?\d+)?)([numkMGTPE]|[KMGTPE]i)?$/.exec(text ?? '') ?? [];
  return number === undefined ? undefined : Number(number) * (suffix === undefined ? 1 : (FACTORS[suffix] ?? 1));
}
