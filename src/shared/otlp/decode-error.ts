/** Bytes or text that are not the OTLP message they should be; one line. */
export class OtlpDecodeError extends Error {
  override readonly name = 'OtlpDecodeError';
}
