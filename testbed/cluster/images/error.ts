/** An image cannot be built. The message says what to do. */
export class ImageError extends Error {
  override readonly name = 'ImageError';
}
