import type { Hono } from 'hono';
import { formatAddress } from '../../../shared/text/address.ts';
import { listen, type Listening } from './listen.ts';

/** Time in which running responses have to end, in milliseconds. */
const GRACE_MS = 2_000;

/** The address that the gateway listens on, which a reload may change. */
export class HttpListener {
  readonly #app: () => Hono;
  #listening: Listening | undefined;

  /** @param app creates the app for each address */
  constructor(app: () => Hono) {
    this.#app = app;
  }

  /** 0 before it listens. */
  get port(): number {
    return this.#listening?.port ?? 0;
  }

  /** A URL that reaches it from this machine. */
  get url(): string {
    const host = this.#listening?.host ?? '';
    const reached = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
    return `http://${formatAddress({ host: reached, port: this.port })}`;
  }

  /**
   * Listens on an address, and closes the previous one after its running responses.
   *
   * @throws {ListenError} the previous address then stays
   */
  async listen({ host, port }: { readonly host: string; readonly port: number }): Promise<void> {
    const before = this.#listening;
    this.#listening = await listen(this.#app(), host, port);
    void before?.close(GRACE_MS);
  }

  async close(): Promise<void> {
    await this.#listening?.close(GRACE_MS);
  }
}
