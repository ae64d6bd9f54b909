/** Tags that mean another image tomorrow. */
const MOVING = ['dev', 'edge', 'head', 'latest', 'main', 'master', 'nightly', 'stable'];

const PATH = '[a-z0-9]+(?:[._-]+[a-z0-9]+)*';
const HOST = '(?:localhost|[a-zA-Z0-9-]+(?:\\.[a-zA-Z0-9-]+)+|[a-zA-Z0-9-]+(?=:))(?::\\d+)?';
const REFERENCE = new RegExp(`^${HOST}(?:/${PATH})+(?::([\\w][\\w.-]{0,127}))?(@sha256:[0-9a-f]{64})?$`);

/**
 * Checks an image of the user: with its registry, since a mirror replaces that, and with a tag or digest that stays.
 */
export function pinnedImage(property: string, image: string): string {
  const match = REFERENCE.exec(image);
  if (match === null) {
    throw new Error(
      `'${property}' (${image}) must be an image with its registry: write 'registry.example.com/team/image:v7'`,
    );
  }
  const [, tag, digest] = match;
  if (digest === undefined && (tag === undefined || MOVING.includes(tag))) {
    const why = tag === undefined ? 'has neither tag nor digest' : `has the moving tag '${tag}'`;
    throw new Error(
      `'${property}' (${image}) ${why}, so every pod could run another program: write a version, such as '${image.replace(/:[\w.-]+$/, '')}:v7', or its digest`,
    );
  }
  return image;
}
