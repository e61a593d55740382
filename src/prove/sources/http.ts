import { readFileSync } from 'node:fs';
import { Agent, request, WebSocket } from 'undici';
import { knownCode } from '../../shared/failure-modes/match.ts';
import { errorCode } from '../../shared/text/error-code.ts';
import { errorText } from '../../shared/text/error-text.ts';

/** Credentials for a server. Values come from the environment or from files, never from the command line. */
export interface Credentials {
  readonly bearer?: string | undefined;
  readonly basic?: { readonly user: string; readonly password: string } | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** PEM file of the authority that signed the server's certificate. */
  readonly caFile?: string | undefined;
  /** TLS settings of a kubeconfig, in PEM. */
  readonly tls?: TlsSettings | undefined;
}

export interface TlsSettings {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** Name that the certificate must have, where it is not the host's. */
  readonly servername?: string | undefined;
  /** False where the certificate is not verified. */
  readonly rejectUnauthorized?: boolean | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** There was no response. `code` is Node's or undici's, such as ECONNREFUSED or UND_ERR_HEADERS_TIMEOUT. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
  readonly code: string;

  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

/** One server, asked over HTTP with a time-out for each request. */
export class HttpSource {
  /** Base URL without a slash at its end. */
  readonly url: string;
  readonly #headers: Record<string, string>;
  readonly #dispatcher: Agent;
  /** Time-out of each request in milliseconds. */
  readonly timeoutMs: number;
  readonly #secret: { readonly token?: string; readonly password?: string };
  #requests = 0;
  #clockOffsetMs: number | undefined;

  constructor(url: string, options: { timeoutMs: number; credentials?: Credentials | undefined }) {
    this.url = url.replace(/\/+$/, '');
    this.timeoutMs = options.timeoutMs;
    this.#headers = headersOf(options.credentials ?? {});
    const { bearer, basic, caFile, tls } = options.credentials ?? {};
    this.#secret = {
      ...(bearer === undefined ? {} : { token: bearer }),
      ...(basic === undefined ? {} : { password: basic.password }),
    };
    this.#dispatcher = new Agent({
      connect: {
        timeout: options.timeoutMs,
        ...tls,
        ...(caFile === undefined ? {} : { ca: readFileSync(caFile) }),
      },
    });
  }

  /** Requests made so far. */
  get requests(): number {
    return this.#requests;
  }

  /** How far the server's clock is ahead by the `Date` of its last response, to the second; undefined before one. */
  get clockOffsetMs(): number | undefined {
    return this.#clockOffsetMs;
  }

  /** The token or password, for a protocol that sends it in a message. */
  get secret(): { readonly token?: string; readonly password?: string } {
    return this.#secret;
  }

  /** A WebSocket to the base URL, over the same TLS settings. The caller closes it. */
  webSocket(): WebSocket {
    this.#requests += 1;
    return new WebSocket(this.url.replace(/^http/, 'ws'), { dispatcher: this.#dispatcher });
  }

  /**
   * @param headers besides those of the credentials
   * @throws {UnreachableError}
   */
  async get(
    path: string,
    query: Iterable<readonly [string, string]> = [],
    headers: Readonly<Record<string, string>> = {},
  ): Promise<HttpAnswer> {
    const search = new URLSearchParams(
      [...query].map(([key, value]): [string, string] => [key, value]),
    ).toString();
    return this.#send('GET', `${this.url}${path}${search ? `?${search}` : ''}`, { headers });
  }

  /**
   * Posts to an absolute URL, or to a path below the base.
   *
   * @throws {UnreachableError}
   */
  async post(target: string, body: Uint8Array | string, contentType: string): Promise<HttpAnswer> {
    const url = /^https?:/.test(target) ? target : `${this.url}${target}`;
    return this.#send('POST', url, { body, headers: { 'content-type': contentType } });
  }

  /** @throws {UnreachableError} */
  async send(
    method: 'POST' | 'PUT' | 'PATCH',
    path: string,
    body: string,
    contentType: string,
  ): Promise<HttpAnswer> {
    return this.#send(method, `${this.url}${path}`, { body, headers: { 'content-type': contentType } });
  }

  async close(): Promise<void> {
    await this.#dispatcher.destroy();
  }

  async #send(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH',
    url: string,
    extra: { body?: Uint8Array | string; headers?: Readonly<Record<string, string>> } = {},
  ): Promise<HttpAnswer> {
    this.#requests += 1;
    try {
      const answer = await request(url, {
        method,
        dispatcher: this.#dispatcher,
        headers: { ...this.#headers, ...extra.headers },
        body: extra.body ?? null,
        signal: AbortSignal.timeout(this.timeoutMs),
      });
      const headers = Object.fromEntries(
        Object.entries(answer.headers).map(([key, value]) => [key, String(value ?? '')]),
      );
      const date = Date.parse(headers['date'] ?? '');
      if (!Number.isNaN(date)) this.#clockOffsetMs = date - Date.now();
      return { status: answer.statusCode, body: await answer.body.text(), headers };
    } catch (error) {
      throw unreachable(error, this.timeoutMs);
    }
  }
}

function headersOf(credentials: Credentials): Record<string, string> {
  const { bearer, basic, headers } = credentials;
  const authorization = bearer
    ? `Bearer ${bearer}`
    : basic
      ? `Basic ${Buffer.from(`${basic.user}:${basic.password}`).toString('base64')}`
      : undefined;
  return { ...headers, ...(authorization === undefined ? {} : { authorization }) };
}

function unreachable(error: unknown, timeoutMs: number): UnreachableError {
  const code = errorCode(error) ?? '';
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || (error instanceof Error && error.name === 'TimeoutError')) {
    return new UnreachableError(`no response within ${timeoutMs} ms`, 'ETIMEDOUT');
  }
  const known = knownCode(code);
  if (!known) return new UnreachableError(errorText(error), code);
  const hint = known.queryFix === undefined ? '' : `; ${known.queryFix}`;
  return new UnreachableError(`${known.means} (${code})${hint}`, code);
}
