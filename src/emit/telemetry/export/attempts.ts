import type { Agent, ClientRequest } from 'node:http';
import type { PushOutcome } from '../batch.ts';

/** One HTTP request of a push; the official exporter makes several where it retries. */
export interface Attempt {
  /** A connection stood (TLS included), so that the server may have seen the request. */
  connected: boolean;
  /** HTTP status, null while there is no answer. */
  status: number | null;
  contentType: string;
  body: Buffer;
}

/** An answer that says more than this is not read to its end. */
const MAX_BODY_BYTES = 65_536;

/** What Node hands each request to (its only demand on an agent), though the types don't name it. */
interface RequestTaker {
  addRequest(request: ClientRequest, options: unknown): void;
}

/**
 * Watches the requests that go through an agent. The official exporter tells no status of an answer that it would
 * retry (429, 503), nothing of a partial success but a line in its own log, and not whether the request was ever
 * sent, on which the next push depends (see `timeline.ts`).
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
    // A socket that was kept alive is past its connecting.
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

/** Answers of a proxy that lost its server: the request may have arrived. */
const UNDECIDED = new Set([502, 504]);

/** What a push came to, judged by all its requests: stored by one is stored. */
export function outcomeOf(attempts: readonly Attempt[]): PushOutcome {
  const outcomes = attempts.map(({ connected, status }): PushOutcome => {
    if (status === null) return connected ? 'unknown' : 'refused';
    if (status < 300) return 'accepted';
    return UNDECIDED.has(status) ? 'unknown' : 'refused';
  });
  if (outcomes.includes('accepted')) return 'accepted';
  return outcomes.includes('unknown') ? 'unknown' : 'refused';
}
