import { request } from 'undici';
import { errorCode } from '../text/error-code.ts';
import { OtlpDecodeError } from './decode-error.ts';
import { responseFromJson } from './json.ts';
import { decodeResponse } from './protobuf.ts';
import type { PartialSuccess } from './types.ts';

export const PROTOBUF = 'application/x-protobuf';
export const JSON_TYPE = 'application/json';

export interface PushOptions {
  /** The receiver's whole address, path included. */
  readonly url: string;
  /** Such as credentials. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
  /** Default: protobuf. */
  readonly contentType?: string;
  /** For the whole exchange, in milliseconds. */
  readonly timeoutMs: number;
}

export type PushAnswer =
  | {
      readonly status: number;
      /** The response as text, where it is not protobuf; cut at 4096 characters. */
      readonly text: string;
      /** What the receiver rejected, as its 200 says. */
      readonly partialSuccess: PartialSuccess | null;
      readonly errorCode: null;
    }
  | {
      readonly status: null;
      /** The error. */
      readonly text: string;
      readonly partialSuccess: null;
      /** Node's code, such as `ECONNREFUSED`; `ETIMEDOUT` past `timeoutMs`, `EUNKNOWN` where there is none. */
      readonly errorCode: string;
    };

const MAX_TEXT = 4096;

/** Pushes once. It throws neither for a status that rejects nor for a failed connection: both are results. */
export async function pushMetrics(options: PushOptions): Promise<PushAnswer> {
  const { url, headers = {}, body, contentType = PROTOBUF, timeoutMs } = options;
  try {
    const response = await request(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': contentType },
      body,
      signal: AbortSignal.timeout(timeoutMs),
    });
    const bytes = new Uint8Array(await response.body.arrayBuffer());
    return answer(response.statusCode, String(response.headers['content-type'] ?? ''), bytes);
  } catch (error) {
    return failure(error, timeoutMs);
  }
}

function answer(status: number, type: string, bytes: Uint8Array): PushAnswer {
  const isProtobuf = type.startsWith(PROTOBUF);
  const text = isProtobuf ? '' : new TextDecoder().decode(bytes).slice(0, MAX_TEXT).trim();
  const partialSuccess = status === 200 ? partialSuccessOf(isProtobuf, type, bytes) : null;
  return { status, text, partialSuccess, errorCode: null };
}

/** Servers that respond 200 with something else than OTLP report no partial success. */
function partialSuccessOf(isProtobuf: boolean, type: string, bytes: Uint8Array): PartialSuccess | null {
  if (bytes.length === 0) return null;
  try {
    if (isProtobuf) return decodeResponse(bytes).partialSuccess ?? null;
    if (!type.startsWith(JSON_TYPE)) return null;
    return responseFromJson(new TextDecoder().decode(bytes)).partialSuccess ?? null;
  } catch (error) {
    if (error instanceof OtlpDecodeError) return null;
    throw error;
  }
}

function failure(error: unknown, timeoutMs: number): PushAnswer {
  const { name, message } = error as Error;
  const timedOut = name === 'TimeoutError';
  return {
    status: null,
    text: timedOut ? `no response within ${timeoutMs} ms` : message,
    partialSuccess: null,
    errorCode: timedOut ? 'ETIMEDOUT' : (errorCode(error) ?? 'EUNKNOWN'),
  };
}
