// The dashboard and the alerts, made from the catalogue.
import { stringify } from 'yaml';
import { CATALOGUE, EXPORTED_POINTS } from '../dist/src/shared/catalog/index.js';
import { WATCH_METRICS, WATCH_SERVICE } from '../dist/src/cli/watch/own-metrics.js';
import { defaultContract, expectedMetrics } from '../dist/src/prove/contract/index.js';

const JOB = 'openclaw';
const NOTE = 'Generated from src/shared/catalog by `npm run generate`; edit the source instead.';

const contract = defaultContract({ serviceName: JOB, flushIntervalMs: 30_000 });
const BACKEND = { flavour: 'prometheus', version: { major: 3, minor: 5, patch: 3 }, settings: {} };
const expected = expectedMetrics(contract, BACKEND);

/** Of an idle gateway only this has samples. */
const [health] = expectedMetrics(
  { ...contract, metrics: [{ ...EXPORTED_POINTS, otlp: EXPORTED_POINTS.name, mayBeIdle: false }] },
  BACKEND,
);

/** Labels of few values, which a graph can show side by side. */
const FEW = [
  'direction',
  'model',
  'outcome',
  'status',
  'state',
  'source',
  'channel',
  'lane',
  'context',
  'attempt',
];

function queriesOf({ metric, prometheus }) {
  const labels = metric.attributes.filter((key) => FEW.includes(key));
  const job = `{job="$job"}`;
  if (metric.kind !== 'histogram') {
    return [
      {
        expr: `sum by (${labels.join(', ')}) (rate(${prometheus}${job}[$__rate_interval]))`,
        legend: labels.map((key) => `{{${key}}}`).join(' '),
      },
    ];
  }
  return [0.5, 0.95].map((quantile) => ({
    expr: `histogram_quantile(${quantile}, sum by (le) (rate(${prometheus}_bucket${job}[$__rate_interval])))`,
    legend: `p${quantile * 100}`,
  }));
}

export function dashboard() {
  const datasource = { type: 'prometheus', uid: '${datasource}' };
  const panels = expected.map((one, index) => ({
    id: index + 1,
    type: 'timeseries',
    title: one.metric.otlp,
    description: CATALOGUE[index].description,
    datasource,
    gridPos: { h: 8, w: 8, x: (index % 3) * 8, y: Math.floor(index / 3) * 8 },
    targets: queriesOf(one).map(({ expr, legend }, at) => ({
      refId: String.fromCharCode(65 + at),
      datasource,
      expr,
      legendFormat: legend,
    })),
  }));
  return {
    title: 'OpenClaw gateway',
    uid: 'throughline-openclaw',
    description: NOTE,
    schemaVersion: 41,
    tags: ['openclaw', 'throughline'],
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    templating: {
      list: [
        { name: 'datasource', type: 'datasource', query: 'prometheus', label: 'Data source' },
        {
          name: 'job',
          type: 'query',
          label: 'Job',
          datasource,
          query: 'label_values(openclaw_webhook_received_total, job)',
          current: { text: JOB, value: JOB },
          refresh: 2,
        },
      ],
    },
    panels,
  };
}

const alert = (name, expr, wait, summary, description) => ({
  alert: name,
  expr,
  for: wait,
  labels: { severity: 'warning' },
  annotations: { summary, description },
});

/** What `check --watch` says of itself, each with its stored name. */
export function watchMetrics() {
  const own = {
    ...contract,
    job: WATCH_SERVICE,
    metrics: WATCH_METRICS.map(({ name, kind, unit, attributes }) => ({
      otlp: name,
      kind,
      unit,
      attributes,
      mayBeIdle: true,
    })),
  };
  const stored = expectedMetrics(own, BACKEND);
  return WATCH_METRICS.map((metric, index) => ({ ...metric, prometheus: stored[index].prometheus }));
}

/** The watch reports on the path. These alerts report that the watch itself is silent. */
function watchRules() {
  const stored = new Map(watchMetrics().map(({ name, prometheus }) => [name, prometheus]));
  const last = `${stored.get('throughline.check.last_run.timestamp')}{job="${WATCH_SERVICE}"}`;
  const broken = `${stored.get('throughline.verdict')}{job="${WATCH_SERVICE}", verdict="broken"}`;
  return [
    alert(
      'ThroughlineWatchAbsent',
      `absent(${last})`,
      '10m',
      'No watch reports whether the telemetry arrives',
      "The dead man's switch of throughline check --watch: it does not run, or its own metrics do not arrive.",
    ),
    alert(
      'ThroughlineWatchStale',
      `time() - max(${last}) > 600`,
      '5m',
      'The watch pushes, but no run has reached a verdict for ten minutes',
      'See the log of throughline check --watch. Where it checks less often, raise the limit to three of its intervals.',
    ),
    alert(
      'ThroughlineTelemetryBroken',
      `max(${broken}) == 1`,
      '10m',
      'The path of the telemetry is broken',
      "The watch's log and its /report name the root cause and the fix.",
    ),
  ];
}

export function rules() {
  const job = `job="${JOB}"`;
  const any = [...expected, health].map(({ countSeries }) => countSeries);
  const share = (part, whole) => `sum(rate(${part}[10m])) / sum(rate(${whole}[10m]))`;
  const rule = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: {
      name: 'openclaw',
      namespace: 'monitoring',
      labels: { 'app.kubernetes.io/name': 'openclaw', 'app.kubernetes.io/part-of': 'throughline' },
    },
    spec: {
      groups: [
        {
          name: 'openclaw',
          rules: [
            alert(
              'OpenClawTelemetryAbsent',
              `absent({__name__=~"${any.join('|')}", ${job}})`,
              '10m',
              'Nothing of the gateway is in Prometheus',
              "The dead man's switch: neither a metric of the gateway nor the health of its exporter has a sample. Run throughline check.",
            ),
            alert(
              'OpenClawWebhookErrors',
              `${share(`openclaw_webhook_error_total{${job}}`, `openclaw_webhook_received_total{${job}}`)} > 0.1`,
              '10m',
              'One webhook in ten is answered with an error',
              'See the label status of openclaw_webhook_error_total.',
            ),
            alert(
              'OpenClawRunsFail',
              `${share(`openclaw_run_duration_ms_count{${job}, status!="ok"}`, `openclaw_run_duration_ms_count{${job}}`)} > 0.1`,
              '10m',
              'One agent run in ten does not end well',
              'See the label status of openclaw_run_duration_ms_count.',
            ),
            alert(
              'OpenClawSessionsStuck',
              `sum(increase(openclaw_session_stuck_total{${job}}[15m])) > 0`,
              '5m',
              'A session is stuck',
              "The gateway's log has a line with [diagnostic] that names it.",
            ),
            alert(
              'OpenClawQueueWaits',
              `histogram_quantile(0.95, sum by (le) (rate(openclaw_queue_wait_ms_bucket{${job}}[10m]))) > 60000`,
              '10m',
              'Messages wait for more than a minute',
              'Raise the concurrency of the lane, or see what blocks it.',
            ),
          ],
        },
        { name: 'throughline', rules: watchRules() },
      ],
    },
  };
  return `# ${NOTE}\n${stringify(rule, { lineWidth: 0 })}`;
}
