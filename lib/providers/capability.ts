/** Whether one implementation can do something: in which versions, and where that is written. */
export class Capability {
  /** From a version on. */
  public static since(version: string, reference: string): Capability {
    return new Capability(version, reference);
  }

  /** In no version that is known. */
  public static never(reference: string): Capability {
    return new Capability(undefined, reference);
  }

  private constructor(
    private readonly oldest: string | undefined,
    /** Address of the issue or change that tells more. */
    public readonly reference: string,
  ) {}

  /** Whether a version can do it. */
  public holdsFor(version: string): boolean {
    return this.oldest !== undefined && compareVersions(version, this.oldest) >= 0;
  }
}

/** Below, at or above 0 as a version is older than another, the same or newer. What follows a '-' does not count. */
export function compareVersions(a: string, b: string): number {
  const parts = (version: string) => version.split('-')[0]?.split('.').map(Number) ?? [];
  const [left, right] = [parts(a), parts(b)];
  const index = left.findIndex((number, i) => number !== right[i]);
  return index === -1 ? 0 : (left[index] ?? 0) - (right[index] ?? 0);
}
