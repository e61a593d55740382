import protobuf from 'protobufjs';
import { OtlpDecodeError } from './decode-error.ts';
import { MESSAGES } from './schema.ts';
import type { ExportMetricsServiceRequest, ExportMetricsServiceResponse } from './types.ts';

const root = new protobuf.Root();
for (const [message, fields] of MESSAGES) {
  const type = new protobuf.Type(message);
  for (const [name, { id, type: fieldType, rule }] of fields) {
    const options = rule === 'optional' ? { proto3_optional: true } : {};
    const field = new protobuf.Field(name, id, fieldType, rule === 'repeated' ? 'repeated' : undefined);
    type.add(field.setOptions(options));
    // Protobuf can distinguish absent from default only for a field in a oneof.
    if (rule === 'optional') type.add(new protobuf.OneOf(`_${name}`, [name]));
  }
  root.add(type);
}
root.resolveAll();

const DECODED = { longs: BigInt, arrays: true, defaults: true } as const;

export function encodeRequest(request: ExportMetricsServiceRequest): Uint8Array {
  return encode('ExportMetricsServiceRequest', request);
}

/** @throws {OtlpDecodeError} where the bytes are no such message */
export function decodeRequest(bytes: Uint8Array): ExportMetricsServiceRequest {
  return decode('ExportMetricsServiceRequest', bytes) as ExportMetricsServiceRequest;
}

export function encodeResponse(response: ExportMetricsServiceResponse): Uint8Array {
  return encode('ExportMetricsServiceResponse', response);
}

/** @throws {OtlpDecodeError} where the bytes are no such message */
export function decodeResponse(bytes: Uint8Array): ExportMetricsServiceResponse {
  return decode('ExportMetricsServiceResponse', bytes);
}

function encode(message: string, value: object): Uint8Array {
  const type = root.lookupType(message);
  return type.encode(type.fromObject(asText(value) as Record<string, unknown>)).finish();
}

function decode(message: string, bytes: Uint8Array): object {
  const type = root.lookupType(message);
  try {
    return type.toObject(type.decode(plain(bytes)), DECODED);
  } catch (error) {
    throw new OtlpDecodeError(`not a protobuf ${message}: ${(error as Error).message}`, { cause: error });
  }
}

/** The library would return Buffers for a Buffer. */
function plain({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** The library reads 64-bit integers as bigints, but writes them exactly only from text. */
function asText(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(asText);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, asText(item)]));
}
