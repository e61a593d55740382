import { describe, expect, it } from 'vitest';
import { createTranslator } from '../../prove/translate/index.ts';
import { ATTRIBUTES, CATALOGUE } from './index.ts';

/** Section 4 of the seed, as it was written that day. */
const SEED: Readonly<Record<string, string>> = {
  'openclaw.tokens': 'openclaw_tokens_total',
  'openclaw.cost.usd': 'openclaw_cost_usd_total',
  'openclaw.run.duration_ms': 'openclaw_run_duration_ms',
  'openclaw.context.tokens': 'openclaw_context_tokens',
  'openclaw.webhook.received': 'openclaw_webhook_received_total',
  'openclaw.webhook.error': 'openclaw_webhook_error_total',
  'openclaw.webhook.duration_ms': 'openclaw_webhook_duration_ms',
  'openclaw.message.queued': 'openclaw_message_queued_total',
  'openclaw.message.processed': 'openclaw_message_processed_total',
  'openclaw.message.duration_ms': 'openclaw_message_duration_ms',
  'openclaw.queue.depth': 'openclaw_queue_depth',
  'openclaw.queue.wait_ms': 'openclaw_queue_wait_ms',
  'openclaw.queue.lane.enqueue': 'openclaw_queue_lane_enqueue_total',
  'openclaw.queue.lane.dequeue': 'openclaw_queue_lane_dequeue_total',
  'openclaw.session.state': 'openclaw_session_state_total',
  'openclaw.session.stuck': 'openclaw_session_stuck_total',
  'openclaw.session.stuck_age_ms': 'openclaw_session_stuck_age_ms',
  'openclaw.run.attempt': 'openclaw_run_attempt_total',
};

describe('the catalogue', () => {
  it("comes out under the seed's names on a Prometheus of each generation", () => {
    for (const [major, minor] of [
      [2, 53],
      [3, 5],
      [3, 16],
    ] as const) {
      const translator = createTranslator({
        flavour: 'prometheus',
        version: { major, minor, patch: 0 },
        settings: {},
      });
      const names = CATALOGUE.map(({ name, kind, unit }) => [name, translator.metricName(name, kind, unit)]);
      expect(Object.fromEntries(names)).toEqual(SEED);
    }
  });

  it('has attributes that become labels as they stand', () => {
    const translator = createTranslator({
      flavour: 'prometheus',
      version: { major: 3, minor: 5, patch: 3 },
      settings: {},
    });
    for (const key of Object.keys(ATTRIBUTES)) expect(translator.labelName(key)).toBe(key);
  });

  it('has buckets that grow and reach what their histogram measures', () => {
    for (const metric of CATALOGUE) {
      if (metric.kind !== 'histogram') continue;
      const bounds: readonly number[] = metric.buckets;
      expect([...bounds].toSorted((a, b) => a - b)).toEqual(bounds);
      if (metric.name.endsWith('_ms')) expect(bounds.at(-1)).toBeGreaterThanOrEqual(3_600_000);
    }
  });
});
