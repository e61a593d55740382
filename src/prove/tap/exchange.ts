import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import {
  decodeRequest,
  decodeResponse,
  JSON_TYPE,
  OtlpDecodeError,
  PROTOBUF,
  requestFromJson,
  responseFromJson,
} from '../../shared/otlp/index.ts';
import type { Exchange } from '../../shared/protocol/exchange.ts';
import { errorText } from '../../shared/text/error-text.ts';
import { payloadOf } from './payload.ts';

const MAX_TEXT = 500;
/** A larger body is passed on without being read. */
const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;

const UNPACK: Readonly<Record<string, (bytes: Uint8Array) => Promise<Uint8Array>>> = {
  gzip: (bytes) => promisify(gunzip)(bytes, { maxOutputLength: MAX_UNPACKED_BYTES }),
  deflate: (bytes) => promisify(inflate)(bytes, { maxOutputLength: MAX_UNPACKED_BYTES }),
  br: (bytes) => promisify(brotliDecompress)(bytes, { maxOutputLength: MAX_UNPACKED_BYTES }),
};

/** Reads a body that was sent. `unreadable` of the result says why it could not be read; this never throws. */
export async function readRequest(
  contentType: string,
  contentEncoding: string,
  body: Uint8Array,
): Promise<Exchange['request']> {
  const head = { contentType, contentEncoding, bytes: body.length };
  const unreadable = (why: string): Exchange['request'] => ({ ...head, payload: null, unreadable: why });
  const type = mediaType(contentType);
  if (type !== PROTOBUF && type !== JSON_TYPE) return unreadable(`content type "${contentType}"`);
  if (contentEncoding !== '' && !(contentEncoding in UNPACK))
    return unreadable(`content encoding "${contentEncoding}"`);
  try {
    const plain = (await UNPACK[contentEncoding]?.(body)) ?? body;
    const request =
      type === PROTOBUF ? decodeRequest(plain) : requestFromJson(new TextDecoder().decode(plain));
    return { ...head, payload: payloadOf(request), unreadable: null };
  } catch (error) {
    if (error instanceof OtlpDecodeError) return unreadable(error.message);
    return unreadable(`not ${contentEncoding}: ${errorText(error)}`);
  }
}

/** Reads a response. */
export function readResponse(status: number, contentType: string, body: Uint8Array): Exchange['answer'] {
  const type = mediaType(contentType);
  const isText = type === '' || type === JSON_TYPE || type.startsWith('text/');
  const text = isText ? new TextDecoder().decode(body).slice(0, MAX_TEXT).trim() : '';
  const partialSuccess = status >= 200 && status < 300 ? partialSuccessOf(type, body) : null;
  return { status, contentType, text, partialSuccess, error: null };
}

function partialSuccessOf(type: string, body: Uint8Array): Exchange['answer']['partialSuccess'] {
  if (body.length === 0 || (type !== PROTOBUF && type !== JSON_TYPE)) return null;
  try {
    const response =
      type === PROTOBUF ? decodeResponse(body) : responseFromJson(new TextDecoder().decode(body));
    const partial = response.partialSuccess;
    // OTLP: a partial success with nothing rejected and no message means full success.
    if (!partial || (partial.rejectedDataPoints === 0n && partial.errorMessage === '')) return null;
    return { rejectedDataPoints: Number(partial.rejectedDataPoints), errorMessage: partial.errorMessage };
  } catch (error) {
    if (error instanceof OtlpDecodeError) return null;
    throw error;
  }
}

function mediaType(contentType: string): string {
  return (contentType.split(';')[0] ?? '').trim().toLowerCase();
}
