import { PROTOBUF, rpcStatusMessage } from '../../../shared/otlp/index.ts';
import type { ExportFailure } from '../../../shared/protocol/status.ts';
import { errorCode } from '../../../shared/text/error-code.ts';
import type { Attempt } from './attempts.ts';

/** What to do about a response, by HTTP status. */
const BY_STATUS: Readonly<Record<number, string>> = {
  301: 'it redirects; set diagnostics.otel.endpoint to where it redirects to',
  307: 'it redirects; is there a slash too many at the end of diagnostics.otel.endpoint?',
  308: 'it redirects; set diagnostics.otel.endpoint to where it redirects to',
  401: 'it requires credentials; set them in diagnostics.otel.headers',
  403: 'it rejects these credentials, or this tenant; see diagnostics.otel.headers',
  404: 'nothing receives OTLP at this path; start Prometheus 3 with --web.enable-otlp-receiver, and end the endpoint in /api/v1/otlp',
  405: 'nothing receives OTLP at this path; see diagnostics.otel.endpoint',
  413: 'the batch is too large for it; raise its limit, or lower diagnostics.otel.seriesLimit',
  415: 'it does not speak protobuf, which is what is sent',
  429: 'it limits the rate; raise diagnostics.otel.flushIntervalMs, or its limit',
};

/** What to do without a response, by Node's error code. */
const BY_CODE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there; is the backend up, and the port right?',
  ENOTFOUND: 'its host name does not resolve; is it spelt right, and its namespace named?',
  EAI_AGAIN: 'its host name does not resolve now; is DNS allowed and up?',
  ECONNRESET: 'the connection was cut; is there a policy or a proxy in between?',
  EHOSTUNREACH: 'there is no route to it; see routes and policies',
  ENETUNREACH: 'there is no route to it; see routes and policies',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself; name its CA in NODE_EXTRA_CA_CERTS',
  SELF_SIGNED_CERT_IN_CHAIN: 'its CA is not known here; name it in NODE_EXTRA_CA_CERTS',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its CA is not known here; name it in NODE_EXTRA_CA_CERTS',
};

const NO_CONNECTION = 'no connection within the time-out; does a NetworkPolicy or a firewall drop it?';
export const NO_ANSWER =
  'no answer within the time-out; raise diagnostics.otel.timeoutMs if the backend is slow';

export const NOT_A_RECEIVER =
  'it answered with a web page, so it is not an OTLP receiver; is the path of diagnostics.otel.endpoint right?';

/** Describes a failed push; `error` is the exporter's, which may know less than the last attempt. */
export function describeFailure(
  atMs: number,
  attempt: Attempt | undefined,
  error: Error | undefined,
): ExportFailure {
  const at = new Date(atMs).toISOString();
  const status = attempt?.status ?? null;
  if (status !== null) {
    const hint = BY_STATUS[status];
    const said = firstLine(attempt ? wordsOf(attempt) : '');
    const message = `it answered ${status}${said && `, "${said}"`}${hint ? `; ${hint}` : ''}`;
    return { at, message, status, code: null };
  }
  const code = errorCode(error) ?? null;
  if (code !== null) return { at, message: `${BY_CODE[code] ?? error?.message} (${code})`, status, code };
  if (!attempt) return { at, message: error?.message ?? 'nothing was sent', status, code };
  return { at, message: attempt.connected ? NO_ANSWER : NO_CONNECTION, status, code: 'ETIMEDOUT' };
}

/** A receiver that answers in protobuf puts its reason into a Status message. */
function wordsOf({ contentType, body }: Attempt): string {
  const message = contentType.startsWith(PROTOBUF) ? rpcStatusMessage(body) : undefined;
  return message ?? body.toString('utf8');
}

/** The start of any text, on one line. */
function firstLine(text: string): string {
  // oxlint-disable-next-line no-control-regex -- a response may be binary, which this finds
  if (/[\u0000-\u0008\u000e-\u001f\ufffd]/.test(text)) return '';
  return (text.trim().split('\n')[0] ?? '').slice(0, 200).replaceAll('"', "'");
}
