/** A range of IPv4 addresses. */
export class Cidr {
  /** The range that a text names, or nothing: `10.0.0.0/16`, host bits zero. */
  static parse(text: string): Cidr | undefined {
    const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
    if (match === null) return undefined;
    const [a = 0, b = 0, c = 0, d = 0, bits = 0] = match.slice(1).map(Number);
    if ([a, b, c, d].some((byte) => byte > 255) || bits > 32) return undefined;
    const first = ((a * 256 + b) * 256 + c) * 256 + d;
    const size = 2 ** (32 - bits);
    return first % size === 0 ? new Cidr(text, first, size, bits) : undefined;
  }

  private constructor(
    readonly text: string,
    private readonly first: number,
    readonly size: number,
    readonly bits: number,
  ) {}

  overlaps(other: Cidr): boolean {
    return this.first < other.first + other.size && other.first < this.first + this.size;
  }

  contains(other: Cidr): boolean {
    return this.first <= other.first && other.first + other.size <= this.first + this.size;
  }
}
