import type { MetricKind } from '../../src/prove/translate/index.ts';

export interface NameInput {
  readonly kind: Extract<MetricKind, 'counter' | 'gauge' | 'histogram'>;
  readonly unit: string;
  readonly name: string;
  readonly keys: readonly string[];
}

const AREAS = ['http.server', 'rpc.client', 'messaging.queue', 'process.runtime', 'gen_ai.client', 'db.pool'];
const THINGS = [
  'request.duration',
  'tokens',
  'connections-open',
  'memory.used',
  'errors.total',
  'queue_wait',
];
const KINDS = ['counter', 'gauge', 'histogram'] as const;
const UNITS = ['', '1', 's', 'ms', 'By', '{request}', 'By/s'];
const KEYS = ['http.request.method', 'server_address', 'error.type', '_internal', 'peer-zone'];

/** Names and keys that are all different, as new strings at each call, the way they come out of a request. */
export function nameInputs(count: number): NameInput[] {
  return Array.from({ length: count }, (_, at) => ({
    kind: KINDS[at % KINDS.length] ?? 'gauge',
    unit: UNITS[at % UNITS.length] ?? '',
    name: fresh(`${AREAS[at % AREAS.length]}.${THINGS[(at >> 2) % THINGS.length]}.${at}`),
    keys: [0, 1, 2].map((nth) => fresh(`${KEYS[(at + nth) % KEYS.length]}.${nth}.${at}`)),
  }));
}

/** A flat string whose hash nobody has asked for yet. */
function fresh(text: string): string {
  return Buffer.from(text).toString('latin1');
}
