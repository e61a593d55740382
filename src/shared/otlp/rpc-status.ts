import protobuf from 'protobufjs/minimal.js';

const LENGTH_DELIMITED = 2;
const MESSAGE_FIELD = 2;

/**
 * The message of a `google.rpc.Status`, in which a receiver that speaks protobuf says why it rejects a push.
 *
 * @returns undefined where the bytes are something else
 * @see https://opentelemetry.io/docs/specs/otlp/#failures-1
 */
export function rpcStatusMessage(body: Uint8Array): string | undefined {
  const reader = protobuf.Reader.create(body);
  let message: string | undefined;
  try {
    while (reader.pos < reader.len) {
      const tag = reader.uint32();
      const field = tag >>> 3;
      const wireType = tag & 7;
      if (field === MESSAGE_FIELD && wireType === LENGTH_DELIMITED) message = reader.string();
      else if (field > 3 || field === 0) return undefined;
      else reader.skipType(wireType);
    }
  } catch {
    return undefined;
  }
  return message;
}
