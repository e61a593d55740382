import { describe, expect, it } from 'vitest';
import { defaultContract } from '../../contract/index.ts';
import { dashboardOf } from '../../../test/support/readers.ts';
import { TL802 } from './TL802.ts';

const contract = defaultContract({ serviceName: 'openclaw', flushIntervalMs: 30_000 });

const judged = (expression: string) => TL802.runWith({ readers: dashboardOf(expression), contract });

describe('TL802', () => {
  it.each([
    'sum by (direction, model) (openclaw_tokens_total{provider="main", job=~"$job"})',
    'histogram_quantile(0.9, sum by (le) (rate(openclaw_run_duration_ms_bucket[5m])))',
    'openclaw_tokens_total{absent_label=""}',
  ])('passes on %s', async (expression) => {
    expect((await judged(expression)).status).toBe('pass');
  });

  it.each([
    ['openclaw_tokens_total{type="input"}', 'type', [60]],
    ['sum by (token_type) (openclaw_tokens_total)', 'token_type', [60]],
    ['openclaw_tokens_total{service_name="openclaw"}', 'service_name', [58, 60]],
  ])('warns of the label in %s', async (expression, label, modes) => {
    const outcome = await judged(expression);
    expect(outcome).toMatchObject({ status: 'warn', modes, message: expect.stringContaining(label) });
  });
});
