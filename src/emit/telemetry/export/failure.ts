import { PROTOBUF, rpcStatusMessage } from '../../../shared/otlp/index.ts';
import { knownResponse, knownSendError } from '../../../shared/failure-modes/match.ts';
import { reportedResponse, withAdvice, writeResponse } from '../../../shared/failure-modes/push-report.ts';
import type { ExportFailure } from '../../../shared/protocol/status.ts';
import { errorCode } from '../../../shared/text/error-code.ts';
import { errorText } from '../../../shared/text/error-text.ts';
import type { Attempt } from './attempts.ts';

/** Describes a failed push; `error` is the exporter's, which may know less than the last attempt. */
export function describeFailure(
  atMs: number,
  attempt: Attempt | undefined,
  error: Error | undefined,
): ExportFailure {
  const at = new Date(atMs).toISOString();
  const status = attempt?.status ?? null;
  if (attempt && status !== null) {
    const response = reportedResponse(status, textOf(attempt));
    const message = withAdvice(writeResponse(response), knownResponse(status, response.text));
    return { at, message, status, code: null };
  }
  const code = errorCode(error) ?? null;
  if (code === null && attempt) return { at, ...describeTimeOut(attempt.connected), status };
  return { at, message: describeError(messageOf(error), code), status, code };
}

/** Describes a push that did not end within its time-out. */
export function describeTimeOut(connected: boolean): Pick<ExportFailure, 'message' | 'code'> {
  const happened = `no ${connected ? 'answer' : 'connection'} within the time-out`;
  return { message: describeError(happened, null), code: 'ETIMEDOUT' };
}

/** Describes the response of a server that is no receiver. */
export function describeWebPage(atMs: number, status: number | null): ExportFailure {
  const happened = 'it answered with a web page';
  const message = withAdvice(happened, knownResponse(status, happened));
  return { at: new Date(atMs).toISOString(), message, status, code: null };
}

function describeError(message: string, code: string | null): string {
  const happened = code === null || message.includes(code) ? message : `${message} (${code})`;
  return withAdvice(happened, knownSendError({ code, message }));
}

/** Node puts the errors of several addresses into one error without a message. */
function messageOf(error: Error | undefined): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(errorText).join(', ');
  return error?.message || 'nothing was sent';
}

/** A receiver that answers in protobuf puts its reason into a Status message. */
function textOf({ contentType, body }: Attempt): string {
  const message = contentType.startsWith(PROTOBUF) ? rpcStatusMessage(body) : undefined;
  return message ?? body.toString('utf8');
}
