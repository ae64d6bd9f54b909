/** The name of a size as people say it: `NC40ads_H100_v5`. */
export function shortName(size: string): string {
  return size.replace(/^Standard_/, '');
}
