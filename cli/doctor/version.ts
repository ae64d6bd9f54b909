/** Whether a version is older than another, by its numbers; false where one of them has none. */
export function isOlder(version: string, than: string): boolean {
  const [a, b] = [numbersOf(version), numbersOf(than)];
  for (const [index, number] of b.entries()) {
    const own = a[index];
    // A build of a branch, such as 1.31-abc, is as new as the branch.
    if (own === undefined) return false;
    if (own !== number) return own < number;
  }
  return false;
}

function numbersOf(version: string): number[] {
  return (/^v?(\d+(?:\.\d+)*)/.exec(version)?.[1] ?? '').split('.').filter(Boolean).map(Number);
}
