/**
 * Checks the URL of a server, without path and user.
 *
 * @throws if it is another kind of URL, or holds a password
 */
export function httpUrl(property: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && (url.username !== '' || url.password !== '')) {
    throw new Error(
      `'${property}' must not hold a user or a password: leave them out, and let the server know the cluster by its address`,
    );
  }
  const bare = url !== undefined && url.pathname === '/' && url.search === '' && url.hash === '' && !text.endsWith('/');
  if (url === undefined || !bare || !['http:', 'https:'].includes(url.protocol)) {
    throw new Error(
      `'${property}' (${text}) must be a URL of HTTP or HTTPS without a path or '/' at its end: write 'https://server.example.com:8443'`,
    );
  }
  return url;
}

/** The port that a URL leads to. */
export function portOf({ port, protocol }: URL): number {
  if (port !== '') return Number(port);
  return protocol === 'https:' ? 443 : 80;
}
