import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { tryJson } from '../../../shared/text/try-json.ts';
import { GatewayError } from '../gateway-error.ts';
import { type HttpSource, UnreachableError } from '../http.ts';

/** Versions of the protocol that are spoken: 3 is that of 2026.2, 4 that of 2026.9. */
const PROTOCOL = { minProtocol: 3, maxProtocol: 4 } as const;

/**
 * A client without a device key and with the right to read alone: nothing is paired, so that nothing is written. OpenClaw
 * has a fixed list of ids and modes.
 */
const CLIENT = {
  id: 'gateway-client',
  mode: 'backend',
  version: 'throughline',
  platform: process.platform,
} as const;

const frame = z.object({
  type: z.string(),
  id: z.string().optional(),
  event: z.string().optional(),
  ok: z.boolean().optional(),
  payload: z.unknown().optional(),
  error: z.object({ message: z.string().optional() }).optional(),
});
type Frame = z.output<typeof frame>;

const hello = z.object({
  protocol: z.number(),
  server: z.object({ version: z.string().optional(), bootId: z.string().optional() }).default({}),
  features: z.object({ methods: z.array(z.string()).default([]) }).default({ methods: [] }),
  auth: z.object({ scopes: z.array(z.string()).optional() }).optional(),
  snapshot: z
    .object({
      uptimeMs: z.number().optional(),
      configPath: z.string().optional(),
      stateDir: z.string().optional(),
      presence: z.array(z.object({ host: z.string().optional(), mode: z.string().optional() })).default([]),
    })
    .default({ presence: [] }),
});

/** What the gateway says of itself to a client that connects. */
export type Hello = z.output<typeof hello>;

/** A connection to the gateway's RPC. */
export interface Session {
  readonly hello: Hello;
  /**
   * Calls a method that only reads.
   *
   * @throws {GatewayError} where the gateway refuses it @throws {UnreachableError} without a response in time
   */
  call(method: string, params?: object): Promise<unknown>;
  close(): void;
}

interface Waiting {
  readonly answered: (answer: Frame) => void;
  readonly failed: (error: Error) => void;
}

/**
 * Connects to the RPC of an OpenClaw.
 *
 * @throws {GatewayError} where the gateway refuses the connection, or another server answers
 * @throws {UnreachableError} without a response in time
 */
export async function openSession(http: HttpSource): Promise<Session> {
  const socket = http.webSocket();
  const waiting = new Map<string, Waiting>();
  let end: Error | undefined;

  /** The response to a request, or the end of the connection. */
  const answerTo = async (id: string, send: () => void): Promise<Frame> => {
    if (end) throw end;
    const timer = new AbortController();
    const answer = new Promise<Frame>((answered, failed) => waiting.set(id, { answered, failed }));
    const late = sleep(http.timeoutMs, undefined, { signal: timer.signal }).then(() => {
      throw new UnreachableError(`no response within ${http.timeoutMs} ms`, 'ETIMEDOUT');
    });
    try {
      send();
      return await Promise.race([answer, late]);
    } finally {
      waiting.delete(id);
      timer.abort();
      late.catch(() => {});
      answer.catch(() => {});
    }
  };
  const finish = (error: Error): void => {
    end ??= error;
    for (const { failed } of waiting.values()) failed(end);
  };
  socket.addEventListener('message', ({ data }) => {
    const read = frame.safeParse(tryJson(String(data)));
    if (!read.success) return;
    const id = read.data.type === 'event' ? read.data.event : read.data.id;
    if (id !== undefined) waiting.get(id)?.answered(read.data);
  });
  socket.addEventListener('error', () =>
    finish(new GatewayError(`${http.url} does not respond as a WebSocket server`)),
  );
  socket.addEventListener('close', ({ code, reason }) =>
    finish(new GatewayError(`the gateway closed the connection: ${code} ${reason || 'without a reason'}`)),
  );

  let requests = 0;
  const request = async (method: string, params: object): Promise<unknown> => {
    const id = String((requests += 1));
    const answer = await answerTo(id, () => socket.send(JSON.stringify({ type: 'req', id, method, params })));
    if (answer.ok === true) return answer.payload;
    throw new GatewayError(refusal(method, answer.error?.message ?? 'without a reason'));
  };
  try {
    await answerTo('connect.challenge', () => {});
    const greeting = hello.safeParse(
      await request('connect', {
        ...PROTOCOL,
        client: CLIENT,
        role: 'operator',
        scopes: ['operator.read'],
        caps: [],
        auth: http.secret,
      }),
    );
    if (!greeting.success) throw new GatewayError(`${http.url} does not respond as an OpenClaw`);
    return {
      hello: greeting.data,
      call: (method, params = {}) => request(method, params),
      close: () => socket.close(),
    };
  } catch (error) {
    socket.close();
    throw error;
  }
}

/** The gateway's reason, and what to do where it is about the credential. */
function refusal(method: string, reason: string): string {
  const hint = reason.startsWith('unauthorized')
    ? ': give its token in THROUGHLINE_GATEWAY_TOKEN or OPENCLAW_GATEWAY_TOKEN'
    : '';
  return `OpenClaw refused ${method} (${reason})${hint}`;
}
