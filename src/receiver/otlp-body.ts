import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import {
  JSON_TYPE,
  PROTOBUF,
  OtlpDecodeError,
  decodeRequest,
  requestFromJson,
  type ExportMetricsServiceRequest,
} from '../shared/otlp/index.ts';
import { errorCode } from '../shared/text/error-code.ts';

/** A body that is rejected; the message is one line, for a response with the status. */
export class BodyError extends Error {
  override readonly name = 'BodyError';
  readonly status: 400 | 413;

  constructor(status: 400 | 413, message: string) {
    super(message);
    this.status = status;
  }
}

export interface Body {
  /** The header as sent; Prometheus accepts no parameter such as a charset. */
  readonly contentType: string;
  /** Empty where the header is absent. */
  readonly contentEncoding: string;
  readonly bytes: Uint8Array;
}

const inflate = promisify(gunzip);

/**
 * @param maxBytes once unpacked
 * @throws {BodyError} where Prometheus would reject it, or it is too large
 */
export async function readOtlpBody(body: Body, maxBytes: number): Promise<ExportMetricsServiceRequest> {
  const { contentType, contentEncoding } = body;
  if (contentType !== PROTOBUF && contentType !== JSON_TYPE) {
    throw new BodyError(
      400,
      `unsupported content type: ${contentType}, supported: [${JSON_TYPE}, ${PROTOBUF}]`,
    );
  }
  if (contentEncoding !== '' && contentEncoding !== 'gzip') {
    throw new BodyError(
      400,
      `unsupported compression: ${contentEncoding}. Only "gzip" or no compression supported`,
    );
  }
  const bytes = contentEncoding === 'gzip' ? await unpack(body.bytes, maxBytes) : body.bytes;
  try {
    return contentType === PROTOBUF ? decodeRequest(bytes) : requestFromJson(new TextDecoder().decode(bytes));
  } catch (error) {
    if (!(error instanceof OtlpDecodeError)) throw error;
    throw new BodyError(400, error.message);
  }
}

async function unpack(bytes: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  try {
    return await inflate(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    if (errorCode(error) === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes);
    throw new BodyError(400, `not gzip: ${(error as Error).message}`);
  }
}

export function tooLarge(maxBytes: number): BodyError {
  return new BodyError(413, `the body is larger than ${maxBytes} bytes: send fewer metrics at once`);
}
