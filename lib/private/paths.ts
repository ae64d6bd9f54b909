/** Checks a folder within a volume. */
export function folder(property: string, path: string): string {
  if (!/^(?!.*(^|\/)\.\.?(\/|$))[\w.-]+(\/[\w.-]+)*$/.test(path)) {
    throw new Error(`'${property}' (${path}) must be a folder relative to the volume's root: write 'llama-3.1-8b'`);
  }
  return path;
}
