import { Versions } from '../versions';

/** A repository with its host (which has a dot or a port), then a tag or a digest or both. */
const IMAGE =
  /^(?=[^/]*[.:])[a-z0-9]([-a-z0-9.]*[a-z0-9])?(:\d+)?(\/[a-z0-9]([-._a-z0-9]*[a-z0-9])?)+(:[\w][\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/;

const MOVING = ['latest', 'nightly', 'main', 'stable'];

/**
 * Checks an image of one's own.
 *
 * @throws if it is no image, or not pinned
 */
export function checkedImage(image: string | undefined): string | undefined {
  if (image === undefined) return undefined;
  const [, , , , , tag, digest] = IMAGE.exec(image) ?? [];
  if ((tag === undefined && digest === undefined) || MOVING.includes(tag?.slice(1) ?? '')) {
    throw new Error(
      `'image' (${image}) must be an image with its host and a tag or digest that does not move: write one such as '${Versions.VLLM.image}:${Versions.VLLM.lock}'`,
    );
  }
  return image;
}
