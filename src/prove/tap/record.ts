import { createHash } from 'node:crypto';
import { type Exchange, wasAccepted } from '../../shared/protocol/exchange.ts';

/** The newest exchanges of a tap. */
export interface TapRecord {
  add(exchange: Omit<Exchange, 'schema' | 'number' | 'retryOf'>, body: Uint8Array): Exchange;
  /** Exchanges whose number is higher. */
  after(number: number): readonly Exchange[];
}

const KEPT = 1_000;

export function createTapRecord(): TapRecord {
  const kept: Exchange[] = [];
  /** Numbers of failed exchanges by the hash of their body: a retry sends the same bytes. */
  const failed = new Map<string, number>();
  let count = 0;
  return {
    add(seen, body) {
      count += 1;
      const hash = createHash('sha256').update(seen.path).update('\0').update(body).digest('base64');
      const exchange: Exchange = {
        schema: 'throughline.exchange/1',
        number: count,
        ...seen,
        retryOf: failed.get(hash) ?? null,
      };
      if (wasAccepted(exchange)) failed.delete(hash);
      else failed.set(hash, count);
      kept.push(exchange);
      if (kept.length > KEPT) kept.shift();
      const [oldest] = failed.keys();
      if (failed.size > KEPT && oldest !== undefined) failed.delete(oldest);
      return exchange;
    },
    after: (number) => kept.filter((exchange) => exchange.number > number),
  };
}
