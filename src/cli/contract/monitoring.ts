import { stringify } from 'yaml';
import { type Contract, type ContractMetric, expectedMetrics } from '../../prove/contract/index.ts';
import { quoteLabel } from '../../prove/sources/index.ts';
import { type Backend, createTranslator } from '../../prove/translate/index.ts';
import { ATTRIBUTES } from '../../shared/catalog/index.ts';

type Expected = ReturnType<typeof expectedMetrics>[number];

/** A query of a panel. */
interface Target {
  readonly expr: string;
  readonly legend: string;
}

/** Attributes of few values, by which a graph can be split, the most telling first. */
const FEW = [
  'openclaw.token',
  'openclaw.context',
  'gen_ai.token.type',
  'openclaw.outcome',
  'openclaw.state',
  'openclaw.model',
  'openclaw.gateway.rpc.outcome',
  'openclaw.drop_class',
  'openclaw.diagnostic.async_queue.drop_class',
  'openclaw.channel',
  'openclaw.source',
  'openclaw.status',
  'openclaw.signal',
  'openclaw.memory.level',
  'openclaw.liveness.reason',
];
const MOST_LABELS = 2;

/** Values that are sums of other values of the same attribute. */
const SUMS: Readonly<Record<string, readonly string[]>> = {
  'openclaw.token': Object.keys(ATTRIBUTES.direction.overlapping),
  'openclaw.diagnostic.async_queue.drop_class': ['total'],
};

/** Where a histogram has to reach to show a 95th percentile, by its unit: below, values lie above its last bound. */
const HIGH_ENOUGH: Readonly<Record<string, number>> = { ms: 60_000, s: 60, By: 1e9, '{token}': 1e6 };

const GRAFANA_UNITS: Readonly<Record<string, string>> = { ms: 'ms', s: 's', By: 'bytes' };

const RATE = '[$__rate_interval]';

/** Queries for one contract, as one backend stores its metrics. */
class Queries {
  readonly #label: (key: string) => string;

  constructor(backend: Backend) {
    const translator = createTranslator(backend);
    this.#label = (key) => quoteLabel(translator.labelName(key));
  }

  of(one: Expected): Target[] {
    const { metric, prometheus } = one;
    if (metric.kind !== 'histogram') return [this.#counter(one)];
    const only = this.#matchers(metric);
    const rate = (part: string): string => `rate(${selector(`${prometheus}_${part}`, only)}${RATE})`;
    const average = { expr: `sum(${rate('sum')}) / sum(${rate('count')})`, legend: 'average' };
    if (!reachesFarEnough(metric)) return [average];
    const quantiles = [0.5, 0.95].map((quantile) => ({
      expr: `histogram_quantile(${quantile}, sum by (le) (${rate('bucket')}))`,
      legend: `p${quantile * 100}`,
    }));
    return [...quantiles, average];
  }

  #counter({ metric, prometheus }: Expected): Target {
    const keys = FEW.filter((key) => metric.attributes.includes(key)).slice(0, MOST_LABELS);
    const labels = keys.map(this.#label);
    const value = selector(prometheus, this.#matchers(metric));
    const expr = metric.kind === 'counter' ? `rate(${value}${RATE})` : value;
    return {
      expr: labels.length > 0 ? `sum by (${labels.join(', ')}) (${expr})` : `sum(${expr})`,
      legend: labels.length > 0 ? labels.map((label) => `{{${label.replaceAll('"', '')}}}`).join(' ') : 'all',
    };
  }

  /** What keeps a sum from counting twice. */
  #matchers(metric: ContractMetric): string[] {
    const sums = Object.entries(SUMS)
      .filter(([key]) => metric.attributes.includes(key))
      .map(([key, values]) => `${this.#label(key)}!~"${values.join('|')}"`);
    // One run is recorded with its usage and with its end; only the latter has an outcome.
    const isTwice = (metric.otlp ?? '').endsWith('run.duration_ms');
    const outcome = 'openclaw.outcome';
    const ends =
      isTwice && metric.optionalAttributes?.includes(outcome) ? [`${this.#label(outcome)}!=""`] : [];
    return [...sums, ...ends];
  }

  alertMatchers(key: string, matcher: string): string {
    return `${this.#label(key)}${matcher}`;
  }
}

function selector(name: string, matchers: readonly string[], job = '$job'): string {
  const all = [`job="${job}"`, ...matchers];
  return /^[A-Za-z_:][\w:]*$/.test(name)
    ? `${name}{${all.join(', ')}}`
    : `{${[JSON.stringify(name), ...all].join(', ')}}`;
}

/** Whether a 95th percentile of it can lie below its last bound. */
function reachesFarEnough({ bounds = [], unit, otlp = '' }: ContractMetric): boolean {
  const needed = unit === '1' && otlp.endsWith('.tokens') ? 1e6 : HIGH_ENOUGH[unit];
  return needed !== undefined && (bounds.at(-1) ?? 0) >= needed;
}

/** A Grafana dashboard with one panel for each metric of a contract. */
export function dashboardFor(contract: Contract, backend: Backend): string {
  const queries = new Queries(backend);
  const datasource = { type: 'prometheus', uid: '${datasource}' };
  const expected = expectedMetrics(contract, backend);
  const any = expected.map(({ countSeries }) => countSeries);
  const panels = expected.map((one, index) => ({
    id: index + 1,
    type: 'timeseries',
    title: one.metric.otlp ?? one.prometheus,
    description: descriptionOf(one.metric),
    datasource,
    fieldConfig: { defaults: { unit: panelUnit(one.metric) }, overrides: [] },
    gridPos: { h: 8, w: 8, x: (index % 3) * 8, y: Math.floor(index / 3) * 8 },
    targets: queries.of(one).map(({ expr, legend }, at) => ({
      refId: String.fromCodePoint(65 + at),
      datasource,
      expr,
      legendFormat: legend,
    })),
  }));
  const job = {
    name: 'job',
    type: 'query',
    label: 'Job',
    datasource,
    query: `label_values({__name__=~"${any.slice(0, 20).join('|')}"}, job)`,
    current: { text: contract.job ?? 'openclaw', value: contract.job ?? 'openclaw' },
    refresh: 2,
  };
  const source = { name: 'datasource', type: 'datasource', query: 'prometheus', label: 'Data source' };
  const dashboard = {
    title: `OpenClaw gateway (${contract.name})`,
    uid: `throughline-${contract.name.replaceAll(/[^A-Za-z0-9]+/g, '-')}`,
    schemaVersion: 41,
    tags: ['openclaw', 'throughline'],
    refresh: '1m',
    time: { from: 'now-6h', to: 'now' },
    templating: { list: [source, job] },
    panels,
  };
  return `${JSON.stringify(dashboard, null, 2)}\n`;
}

function descriptionOf({ description, needs }: ContractMetric): string {
  const text = description ?? '';
  return needs === undefined || needs === 'nothing' ? text : `${text}. It is empty without: ${needs}`;
}

/** Of a counter the graph shows the rate. */
function panelUnit({ kind, unit }: ContractMetric): string {
  return kind === 'histogram' ? (GRAFANA_UNITS[unit] ?? 'short') : 'short';
}

/** Alerts on the metrics of a contract, as a file of rules for Prometheus. */
export function alertsFor(contract: Contract, backend: Backend): string {
  const queries = new Queries(backend);
  const job = contract.job ?? 'openclaw';
  const expected = expectedMetrics(contract, backend);
  const by = (name: string): Expected | undefined =>
    expected.find(({ metric }) => metric.otlp?.endsWith(`.${name}`));
  const rate = (one: Expected, window: string, matchers: readonly string[] = []): string =>
    `sum(rate(${selector(one.countSeries, matchers, job)}[${window}]))`;
  const more = (name: string, then: (one: Expected) => Rule): Rule[] => {
    const one = by(name);
    return one ? [then(one)] : [];
  };
  const names = expected.map(({ countSeries }) => countSeries.replaceAll('.', '\\\\.'));
  const { canary } = contract;
  const steady = canary && expected.find(({ metric }) => metric.otlp === canary.otlp);
  const rules: Rule[] = [
    rule(
      'OpenClawTelemetryAbsent',
      `absent({__name__=~"${names.join('|')}", job="${job}"})`,
      '15m',
      'Nothing of the gateway is in the backend',
      canary === undefined
        ? 'No metric of the gateway has a sample; an idle gateway of this release sends none either. Run throughline check.'
        : 'No metric of the gateway has a sample. Run throughline check.',
    ),
    ...(steady && canary
      ? [
          rule(
            'OpenClawTelemetryIncomplete',
            `sum by (instance) (rate(${selector(steady.prometheus, [], job)}[15m])) < ${canary.perSecond * 0.9}`,
            '15m',
            'Increments of a counter that grows by itself are lost',
            'Run throughline check: TL640 says how much is missing.',
          ),
        ]
      : []),
    ...more('session.stuck', (one) =>
      rule(
        'OpenClawSessionsStuck',
        `sum(increase(${selector(one.prometheus, [], job)}[15m])) > 0`,
        '5m',
        'A session is stuck',
        'The log of the gateway has a line with [diagnostic] that names it.',
      ),
    ),
    ...more('message.processed', (one) => {
      const failed = queries.alertMatchers('openclaw.outcome', '="error"');
      return rule(
        'OpenClawMessagesFail',
        `${rate(one, '15m', [failed])} / ${rate(one, '15m')} > 0.1`,
        '15m',
        'One message in ten ends with an error',
        'See the log of the gateway for the error.',
      );
    }),
    ...more('webhook.error', (one) =>
      rule(
        'OpenClawWebhooksFail',
        `${rate(one, '15m')} > 0`,
        '15m',
        'Webhook requests fail',
        'See the log of the gateway for the channel.',
      ),
    ),
    ...more('diagnostic.async_queue.dropped', (one) =>
      rule(
        'OpenClawDiagnosticsDropped',
        `sum(increase(${selector(one.prometheus, [queries.alertMatchers('openclaw.diagnostic.async_queue.drop_class', '!="total"')], job)}[15m])) > 0`,
        '5m',
        'The queue of diagnostic events is full, and drops some',
        'Metrics are incomplete while it does.',
      ),
    ),
  ];
  return stringify({ groups: [{ name: contract.name, rules }] }, { lineWidth: 0 });
}

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: { readonly summary: string; readonly description: string };
}

function rule(alert: string, expr: string, wait: string, summary: string, description: string): Rule {
  return { alert, expr, for: wait, labels: { severity: 'warning' }, annotations: { summary, description } };
}
