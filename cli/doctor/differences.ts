/** Where an object of a cluster says something else than its manifest; fields that the manifest leaves out may be anything. */
export function differences(manifest: unknown, live: unknown, path = ''): string[] {
  if (Array.isArray(manifest)) {
    if (!Array.isArray(live)) return manifest.length === 0 ? [] : [path];
    if (live.length !== manifest.length) return [`${path} has ${live.length} items, not ${manifest.length}`];
    return manifest.flatMap((item, index) => differences(item, live[index], `${path}[${index}]`));
  }
  if (typeof manifest === 'object' && manifest !== null) {
    const fields = (live ?? {}) as { readonly [field: string]: unknown };
    return Object.entries(manifest).flatMap(([field, value]) =>
      differences(value, fields[field], path === '' ? field : `${path}.${field}`),
    );
  }
  // Empty texts and false are left out by servers that keep Go's zero values.
  if (manifest === live || (live === undefined && [null, '', false, 0].includes(manifest as null))) return [];
  return [`${path} is ${shown(live)}, not ${shown(manifest)}`];
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
