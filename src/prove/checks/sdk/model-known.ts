import { defineCheck } from '../../engine/define-check.ts';
import { type Judged, pass, skip, warn } from '../../engine/outcome.ts';
import { openclawSeries } from '../../evidence/openclaw-series.ts';

const UNKNOWN = 'unknown';

/** Each metric names the model as the tokens do. */
export const sdkModelKnown = defineCheck({
  id: 'TL352',
  link: 'sdk',
  title: 'Metrics agree on the model',
  proves: 'gen_ai metrics have no model "unknown" beside tokens of a model with "/" in its id',
  explain:
    'OpenClaw replaces a value by "unknown" where it has other characters than letters, digits, "_", ".", ":" and "-", but ' +
    'not in tokens, cost, context and runs. A model such as house/small then has its name in openclaw_tokens_total, and is ' +
    '"unknown" in gen_ai_client_token_usage, in harness and failover metrics and in all that is scraped. A join by ' +
    'model finds nothing, and several such models are one series.',
  severity: 'note',
  modes: [101],
  needs: ['backend', openclawSeries],
  dependsOn: ['TL501'],
  run: ({ backend, openclawSeries: { tokens, genAi } }) => {
    const named = valuesOf(tokens, 'openclaw_model');
    const inGenAi = valuesOf(genAi, 'gen_ai_request_model');
    if (named.length === 0 || inGenAi.length === 0)
      return skip('tokens and gen_ai metrics with a model are not both stored');
    const evidence: Judged = [
      { source: backend.url, saw: `tokens of ${named.join(', ')}; gen_ai metrics of ${inGenAi.join(', ')}` },
    ];
    const cut = named.filter((model) => model.includes('/') && !inGenAi.includes(model));
    if (cut.length === 0 || !inGenAi.includes(UNKNOWN)) return pass('no model is unknown', evidence);
    return warn(`${cut.join(', ')} reads "unknown" in the gen_ai metrics, and not in the tokens`, evidence, {
      affects: ['gen_ai, harness and failover metrics by model'],
      fix: { kind: 'manual', text: 'filter by model only among tokens, cost, context and runs' },
    });
  },
});

function valuesOf(series: readonly { labels: Readonly<Record<string, string>> }[], label: string): string[] {
  return [...new Set(series.flatMap(({ labels }) => labels[label] ?? []))].toSorted();
}
