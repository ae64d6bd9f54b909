const LABEL = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const HOSTNAME = /^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$/;
const MAX_LABEL = 63;

/** What a name would be if it were a DNS label: proposed in errors, never used silently. */
function proposed(value: string, room: number): string {
  const slug = value
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, room)
    .replace(/-+$/, '');
  return slug === '' ? 'model' : slug;
}

/**
 * Checks a name that becomes a Service name and a label value (RFC 1035 label), with room for the suffixes that
 * derived objects carry.
 *
 * @param property as the user knows it, for the error
 * @param suffix the longest suffix that a derived name gets
 */
export function dnsLabel(property: string, value: string, suffix = ''): string {
  const room = MAX_LABEL - suffix.length;
  if (!LABEL.test(value)) {
    throw new Error(
      `'${property}' (${value}) must be a DNS label (lower case letters, digits and '-', starting with a letter): write '${proposed(value, room)}'`,
    );
  }
  if (value.length > room) {
    const why = suffix === '' ? '' : `, since '${value}${suffix}' must be a label too`;
    throw new Error(
      `'${property}' (${value}) has ${value.length} characters, at most ${room} fit${why}: write '${proposed(value, room)}'`,
    );
  }
  return value;
}

/** Checks a DNS hostname, which may start with a wildcard label (`*.example.com`). */
export function hostname(property: string, value: string): string {
  if (!HOSTNAME.test(value) || value.length > 253) {
    throw new Error(
      `'${property}' (${value}) must be a DNS hostname of at most 253 characters, lower case, with or without a leading '*.': write 'ai.example.com'`,
    );
  }
  return value;
}

/** Checks the name of an object that is only referred to: RFC 1123 subdomain. */
export function dnsSubdomain(property: string, value: string): string {
  if (!/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(value) || value.length > 253) {
    throw new Error(
      `'${property}' (${value}) must be a Kubernetes name (lower case letters, digits, '-' and '.', at most 253 characters): write '${proposed(value, 253)}'`,
    );
  }
  return value;
}
