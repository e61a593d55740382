import { Hono, type Context } from 'hono';
import { success } from './answer.ts';
import { sampleValue } from './decimal.ts';
import { evaluate, select, type QueryResult } from './evaluate.ts';
import { limitParameter, matchParameter, parametersOf, timeParameter, within } from './parameters.ts';
import { parsePromQl } from './promql.ts';
import { QueryError } from '../prove/promql/query-error.ts';
import type { SeriesLabels, StoredSeries } from './series.ts';
import type { SampleStore } from './store.ts';

const FORM = ['GET', 'POST'];

/** Queries, series and labels of Prometheus' API. https://prometheus.io/docs/prometheus/latest/querying/api/ */
export function queryRoutes(store: SampleStore, now: () => number): Hono {
  const app = new Hono();

  const asked = (parameters: URLSearchParams): StoredSeries[] => {
    const [start, end] = [
      timeParameter(parameters, 'start', -Infinity),
      timeParameter(parameters, 'end', Infinity),
    ];
    const matches = matchParameter(parameters);
    const series = store.series(start, end, now());
    if (matches.length === 0) return series;
    const chosen = new Set(matches.flatMap((matchers) => select(series, matchers)));
    return series.filter((one) => chosen.has(one));
  };

  app.on(FORM, '/api/v1/query', async (context) => {
    const parameters = await parametersOf(context);
    const at = timeParameter(parameters, 'time', now());
    const expression = within('query', () => parsePromQl(parameters.get('query') ?? ''));
    return success(context, resultJson(evaluate(expression, store.series(-Infinity, at, now()), at), at));
  });

  app.on(FORM, '/api/v1/series', async (context) => {
    const parameters = await parametersOf(context);
    if (!parameters.has('match[]')) throw new QueryError('bad_data', 'no match[] parameter provided');
    return list(
      context,
      parameters,
      asked(parameters).map(({ labels }) => labelsJson(labels)),
    );
  });

  app.on(FORM, '/api/v1/labels', async (context) => {
    const parameters = await parametersOf(context);
    return list(context, parameters, distinct(asked(parameters).flatMap(({ labels }) => [...labels.keys()])));
  });

  app.get('/api/v1/label/:name/values', async (context) => {
    const parameters = await parametersOf(context);
    const name = context.req.param('name');
    const values = asked(parameters).flatMap(({ labels }) => labels.get(name) ?? []);
    return list(context, parameters, distinct(values));
  });

  // Prometheus 3.5 stores no metadata of metrics pushed by OTLP.
  app.get('/api/v1/metadata', (context) => success(context, {}));

  return app;
}

function list(context: Context, parameters: URLSearchParams, items: readonly unknown[]): Response {
  const limit = limitParameter(parameters);
  if (items.length <= limit) return success(context, items);
  return success(context, items.slice(0, limit), { warnings: ['results truncated due to limit'] });
}

function resultJson(result: QueryResult, at: number): object {
  if (result.type === 'vector') {
    return {
      resultType: 'vector',
      result: result.elements.map(({ labels, value }) => ({
        metric: labelsJson(labels),
        value: [at / 1_000, sampleValue(value)],
      })),
    };
  }
  return {
    resultType: 'matrix',
    result: result.series.map(({ labels, samples }) => ({
      metric: labelsJson(labels),
      values: samples.map(({ time, value }) => [time / 1_000, sampleValue(value)]),
    })),
  };
}

function labelsJson(labels: SeriesLabels): Record<string, string> {
  return Object.fromEntries([...labels].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].toSorted((a, b) => (a < b ? -1 : 1));
}
