/**
 * The attributes of the 18 metrics, with the values that a bounded one may take.
 *
 * A `closed` attribute takes only the listed values; an `open` one takes any value of the traffic, so it
 * makes series grow. Keys become Prometheus label names unchanged.
 */
export const ATTRIBUTES = {
  attempt: { values: 'open', description: 'number of the try within its run, from 1, capped' },
  channel: { values: 'open', description: 'channel that the message came by' },
  context: { values: ['limit', 'used'], description: 'size of the context window, or the part in use' },
  direction: {
    values: ['input', 'output', 'cache_read', 'cache_write', 'prompt', 'total'],
    description: 'kind of token; prompt and total overlap the others, so never sum over it',
    overlapping: {
      prompt: ['input', 'cache_read', 'cache_write'],
      total: ['input', 'output', 'cache_read', 'cache_write', 'prompt'],
    },
  },
  lane: {
    values: 'open',
    description:
      'queue lane, cut at the first ":"; each message passes two, session and main (a job: cron), so never sum over it',
  },
  model: { values: 'open', description: 'model id as configured' },
  outcome: { values: ['completed', 'skipped', 'error'], description: 'how processing ended' },
  provider: { values: 'open', description: 'provider id as configured' },
  sessionKey: {
    values: 'open',
    description: 'session, as it stands, hashed or dropped by config; all runs of a job are cron:<id>',
  },
  source: { values: 'open', description: 'what the message or webhook came from' },
  state: { values: ['idle', 'processing', 'waiting'], description: 'state of the session' },
  status: { values: 'open', description: 'HTTP status that was answered, or the end of a run' },
} as const satisfies Record<
  string,
  {
    values: 'open' | readonly string[];
    description: string;
    overlapping?: Readonly<Record<string, readonly string[]>>;
  }
>;

/** Key of an attribute that one of the 18 metrics carries. */
export type AttributeKey = keyof typeof ATTRIBUTES;
