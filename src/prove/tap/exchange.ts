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
import { errorText } from '../../shared/text/error-text.ts';
import { type Payload, payloadOf } from './payload.ts';

/** One push and its answer, as they were on the wire: one line of JSON. Headers that may hold secrets are left out. */
export interface Exchange {
  readonly schema: 'throughline.exchange/1';
  /** Counts from 1 since the tap began. */
  readonly number: number;
  /** ISO time at which the push began. */
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly request: {
    readonly contentType: string;
    /** Empty where there is none. */
    readonly contentEncoding: string;
    /** On the wire, packed. */
    readonly bytes: number;
    /** Null where it is no OTLP metrics push that could be read; `unreadable` says why. */
    readonly payload: Payload | null;
    readonly unreadable: string | null;
  };
  readonly answer: {
    /** Null where none came; `error` says why. */
    readonly status: number | null;
    readonly contentType: string;
    /** Its words where it is text; cut. */
    readonly text: string;
    readonly partialSuccess: { readonly rejectedDataPoints: number; readonly errorMessage: string } | null;
    readonly error: string | null;
  };
  readonly ms: number;
  /** The refused or unanswered exchange that this one sends again, body for body. */
  readonly retryOf: number | null;
}

const MAX_TEXT = 500;
/** Past it a body is passed on, but not looked into. */
const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;

const UNPACK: Readonly<Record<string, (bytes: Uint8Array) => Promise<Uint8Array>>> = {
  gzip: (bytes) => promisify(gunzip)(bytes, { maxOutputLength: MAX_UNPACKED_BYTES }),
  deflate: (bytes) => promisify(inflate)(bytes, { maxOutputLength: MAX_UNPACKED_BYTES }),
  br: (bytes) => promisify(brotliDecompress)(bytes, { maxOutputLength: MAX_UNPACKED_BYTES }),
};

/** Looks into a body that was sent; what cannot be read is said, never thrown. */
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

/** Looks into an answer. */
export function readAnswer(status: number, contentType: string, body: Uint8Array): Exchange['answer'] {
  const type = mediaType(contentType);
  const isText = type === '' || type === JSON_TYPE || type.startsWith('text/');
  const text = isText ? new TextDecoder().decode(body).slice(0, MAX_TEXT).trim() : '';
  const partialSuccess = status >= 200 && status < 300 ? partialSuccessOf(type, body) : null;
  return { status, contentType, text, partialSuccess, error: null };
}

/** Whether the receiver took all of it. */
export function wasAccepted({ answer }: Pick<Exchange, 'answer'>): boolean {
  return (
    answer.status !== null &&
    answer.status >= 200 &&
    answer.status < 300 &&
    (answer.partialSuccess?.rejectedDataPoints ?? 0) === 0
  );
}

function partialSuccessOf(type: string, body: Uint8Array): Exchange['answer']['partialSuccess'] {
  if (body.length === 0 || (type !== PROTOBUF && type !== JSON_TYPE)) return null;
  try {
    const response =
      type === PROTOBUF ? decodeResponse(body) : responseFromJson(new TextDecoder().decode(body));
    const partial = response.partialSuccess;
    // OTLP: a partial success with nothing rejected and no words is the same as none.
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
