import type { Exchange } from '../../../shared/protocol/exchange.ts';
import { type GatewayTarget, targetText, type WireFormat } from '../../../shared/openclaw/index.ts';
import { backendIdentity } from '../../evidence/backend-identity.ts';
import { defineCheck } from '../../engine/define-check.ts';
import {
  type Evidence,
  fail,
  type Judged,
  judged,
  type Outcome,
  pass,
  skip,
  unknown,
} from '../../engine/outcome.ts';
import { hostOf, metricsUrl, portOf, urlEvidence } from '../../evidence/metrics-url.ts';
import { openclawRelease } from '../../evidence/openclaw-release.ts';
import { service } from '../../evidence/service.ts';
import { wire } from '../../evidence/tap-recording.ts';
import type { OpenClawHome } from '../../sources/index.ts';
import type { Flavour } from '../../translate/index.ts';

/** VictoriaMetrics' path for OTLP, also behind a prefix. */
const VICTORIAMETRICS_PATH = /\/opentelemetry(?:\/api)?\/v1\/metrics$/;
/** Its counters of OTLP requests: those that it answered with an error, and the rows of those that it stored. */
const REJECTED = /^vm_http_request_errors_total\{.*path="\/opentelemetry(?:\/api)?\/v1\/metrics"/;
const STORED = 'vm_rows_inserted_total{type="opentelemetry"}';

/** The backend reads the encoding that is sent. */
export const sdkEncoding = defineCheck({
  id: 'TL341',
  link: 'sdk',
  title: 'Backend reads the encoding',
  proves: 'what the plugin sends, protobuf or JSON, is an encoding of OTLP that the backend reads',
  explain:
    'The diagnostics-otel of OpenClaw up to 2026.2.21 sends JSON, although protocol says http/protobuf. Prometheus and ' +
    'Mimir read both. VictoriaMetrics reads protobuf only, and responds to each push with 400: the exporter does not ' +
    "log it, so that only VictoriaMetrics' log and its counter vm_http_request_errors_total show it.",
  severity: 'error',
  modes: [39],
  onlyPushed: true,
  needs: [],
  uses: ['backend', backendIdentity, openclawRelease, 'openclaw', metricsUrl, service, wire],
  dependsOn: ['TL203', 'TL206', 'TL207'],
  run: ({ backend, backendIdentity, openclawRelease, openclaw, metricsUrl, service, wire }) => {
    if (service?.owner === 'service') return skip('another service is judged');
    const sent = encodingOf({ openclawRelease, openclaw, wire });
    if (!backend || !backendIdentity) return byPath(metricsUrl, sent);
    const { title, serverCounts } = backendIdentity;
    const at: Evidence = { source: backend.url, saw: title };
    // Pushes to another server are judged by its path, if at all.
    if (metricsUrl && !leadsTo(metricsUrl, backend.url, backendIdentity.backend.flavour))
      return VICTORIAMETRICS_PATH.test(metricsUrl.pathname)
        ? byPath(metricsUrl, sent)
        : skip('another server than this backend receives the pushes', [urlEvidence(metricsUrl)]);
    if (backendIdentity.backend.flavour !== 'victoriametrics') {
      const seen = judged(sent ? [sent.evidence, at] : []);
      return seen && sent
        ? pass(`${title} reads ${WORDS[sent.format]}`, seen)
        : skip('which encoding is sent is not known, and this backend reads both');
    }
    const rejected = [...serverCounts].filter(([name]) => REJECTED.test(name));
    const errors = rejected.reduce((sum, [, value]) => sum + value, 0);
    const rows = serverCounts.get(STORED);
    const counts = [...rejected, ...(rows === undefined ? [] : [[STORED, rows] as const])].map(
      ([name, value]): Evidence => ({ source: `${backend.url}/metrics`, saw: `${name} ${value}` }),
    );
    const evidence = judged([...(sent ? [sent.evidence] : []), at, ...counts]) ?? [at];
    if (sent?.format === 'protobuf') return pass(`${title} reads protobuf`, evidence);
    const hasRejectedAll = errors > 0 && rows === 0;
    if (sent === undefined && !hasRejectedAll)
      return unknown('which encoding is sent is not known: give --openclaw HOME, or --release', evidence);
    return fail(
      sent
        ? `JSON is sent, and ${title} reads protobuf only`
        : `${title} rejected all ${errors} OTLP requests: it reads protobuf only, and releases up to 2026.2.21 send JSON`,
      evidence,
      REMEDY,
    );
  },
});

const REMEDY = {
  affects: ['every metric: each push is rejected, and the gateway does not log it'],
  fix: {
    kind: 'manual',
    text: 'update OpenClaw to 2026.2.24 or later, which sends protobuf; or push to an OpenTelemetry Collector that exports to VictoriaMetrics; or load a plugin that sends protobuf',
  },
} as const;

/** Without a backend: the path of the metrics URL is that of VictoriaMetrics alone. */
function byPath(url: URL | undefined, sent: Sent | undefined): Outcome<never> {
  if (!url || !sent) return unknown('no backend was given: --backend URL');
  const seen: Judged = [sent.evidence, urlEvidence(url)];
  if (!VICTORIAMETRICS_PATH.test(url.pathname))
    return unknown('what receives the pushes is not known: --backend URL', seen);
  return sent.format === 'json'
    ? fail('JSON is sent to a path of VictoriaMetrics, which reads protobuf only', seen, REMEDY)
    : pass('protobuf is sent to a path of VictoriaMetrics', seen);
}

interface Sent {
  readonly format: WireFormat;
  readonly evidence: Evidence;
}

const WORDS: Readonly<Record<WireFormat, string>> = { json: 'JSON', protobuf: 'protobuf' };

/** What is sent: as seen on the wire, as the installed plugin does, or as its release does. */
function encodingOf({
  openclawRelease,
  openclaw,
  wire,
}: {
  readonly openclawRelease?: { readonly target: GatewayTarget | undefined } | undefined;
  readonly openclaw?: OpenClawHome | undefined;
  readonly wire?: { readonly url: string; readonly newest: Exchange } | undefined;
}): Sent | undefined {
  if (wire) {
    const { contentType } = wire.newest.request;
    const format = contentType.startsWith('application/json') ? 'json' : 'protobuf';
    return { format, evidence: { source: wire.url, saw: `content type ${contentType}` } };
  }
  const { plugin } = openclaw ?? {};
  if (plugin?.wire) {
    return {
      format: plugin.wire,
      evidence: { source: plugin.path, saw: `its package.json names the exporter for ${WORDS[plugin.wire]}` },
    };
  }
  const target = openclawRelease?.target;
  // This project's gateway sends protobuf.
  const format = target?.product === 'throughline' ? 'protobuf' : target?.release.facts.wire;
  return format && target
    ? { format, evidence: { source: targetText(target), saw: `sends ${WORDS[format]}` } }
    : undefined;
}

/**
 * Whether pushes go to this very server. Names differ from inside a cluster, so that a path of the same product is taken
 * for it, too; a path of another product is not.
 */
function leadsTo(url: URL, backend: string, flavour: Flavour): boolean {
  const server = new URL(backend);
  if (hostOf(url) === hostOf(server) && portOf(url) === portOf(server)) return true;
  const isVictoriaMetrics = VICTORIAMETRICS_PATH.test(url.pathname);
  if (flavour === 'victoriametrics') return isVictoriaMetrics;
  return !isVictoriaMetrics && url.pathname.endsWith('/otlp/v1/metrics');
}
