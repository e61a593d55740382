import type { Agent, ClientRequest } from 'node:http';
import type { PushOutcome } from '../batch.ts';

/** One HTTP request of a push; the official exporter makes several where it retries. */
export interface Attempt {
  /** The connection was open (TLS included), so that the server may have read the request. */
  connected: boolean;
  /** HTTP status, null while there is no response. */
  status: number | null;
  contentType: string;
  body: Buffer;
}

/** A longer response is not read to its end. */
const MAX_BODY_BYTES = 65_536;

/** The method that Node calls with each request, its only requirement of an agent; the types do not name it. */
interface RequestTaker {
  addRequest(request: ClientRequest, options: unknown): void;
}

/**
 * Watches the requests of an agent. The official exporter does not report the status of a response that it would retry
 * (429, 503), reports a partial success only in its log, and does not report whether the request was sent at all, on
 * which the next push depends (see `timeline.ts`).
 */
export function watchRequests(agent: Agent, onAttempt: (attempt: Attempt) => void): void {
  const taker = agent as unknown as RequestTaker;
  const addRequest = taker.addRequest.bind(agent);
  taker.addRequest = (request, options) => {
    onAttempt(watch(request));
    addRequest(request, options);
  };
}

function watch(request: ClientRequest): Attempt {
  const attempt: Attempt = { connected: false, status: null, contentType: '', body: Buffer.alloc(0) };
  const connected = () => (attempt.connected = true);
  request.once('socket', (socket) => {
    // A socket that was kept alive is already connected.
    if (socket.connecting) socket.once('encrypted' in socket ? 'secureConnect' : 'connect', connected);
    else connected();
  });
  request.once('response', (response) => {
    attempt.status = response.statusCode ?? null;
    attempt.contentType = response.headers['content-type'] ?? '';
    response.on('data', (chunk: Buffer) => {
      if (attempt.body.length < MAX_BODY_BYTES) attempt.body = Buffer.concat([attempt.body, chunk]);
    });
  });
  return attempt;
}

/** Responses of a proxy that lost its server: the request may have arrived. */
const UNDECIDED = new Set([502, 504]);

/** The outcome of a push by all its requests: if one stored it, it is stored. */
export function outcomeOf(attempts: readonly Attempt[]): PushOutcome {
  const outcomes = attempts.map(({ connected, status }): PushOutcome => {
    if (status === null) return connected ? 'unknown' : 'rejected';
    if (status < 300) return 'accepted';
    return UNDECIDED.has(status) ? 'unknown' : 'rejected';
  });
  if (outcomes.includes('accepted')) return 'accepted';
  return outcomes.includes('unknown') ? 'unknown' : 'rejected';
}
