/** What a line tells of: a plugin that does not load, an SDK that is set up wrongly, a push, or the store. */
export type Concern = 'plugin' | 'sdk' | 'push' | 'store';

/** A line that OpenClaw, Node, the OpenTelemetry SDK or a backend writes when telemetry is lost. */
export interface KnownError {
  readonly concern: Concern;
  /** Rows of the catalogue of failure modes. */
  readonly modes: readonly number[];
  readonly pattern: RegExp;
  readonly says: string;
  readonly fix: string;
}

/** A bare status code says something only in a line about telemetry. */
const PUSH = String.raw`(?=.*(?:otlp|opentelemetry|/v1/metrics|export|\bpush))`;

function aPush(pattern: string): RegExp {
  return new RegExp(`^${PUSH}.*(?:${pattern})`, 'is');
}

/** The first that fits a line is meant, so what is narrower stands first. */
export const KNOWN_ERRORS: readonly KnownError[] = [
  {
    concern: 'plugin',
    modes: [11],
    pattern: /Cannot find (?:module|package) '(?:@opentelemetry\/[^']+|[^']*diagnostics-otel[^']*)'/,
    says: 'a module that the plugin imports cannot be found',
    fix: "install exactly the packages that the plugin's package.json names, in the plugin's own folder",
  },
  {
    concern: 'plugin',
    modes: [12],
    pattern: /\b\w*(?:Resource|Provider|MetricReader|Exporter|NodeSDK)\w* is not a constructor/,
    says: 'the parts of the OpenTelemetry SDK are of different majors',
    fix: 'align the @opentelemetry packages to one major, and install them anew',
  },
  {
    concern: 'plugin',
    modes: [12],
    pattern: /'@opentelemetry\/[^']+' does not provide an export named/,
    says: 'the parts of the OpenTelemetry SDK are of different majors',
    fix: 'align the @opentelemetry packages to one major, and install them anew',
  },
  {
    concern: 'sdk',
    modes: [14],
    pattern: /Registration of version v?\S+ for \w+ does not match previously registered API/,
    says: 'two copies of @opentelemetry/api meet in one process, and one of them does nothing',
    fix: 'pin one version of @opentelemetry/api for the whole installation',
  },
  {
    concern: 'sdk',
    modes: [16],
    pattern: /Attempted duplicate registration of API: (?:metrics|diag|trace)/,
    says: 'a second SDK was set up in one process, and exports nothing',
    fix: 'set up one SDK for the process, and restart the process instead of the SDK',
  },
  {
    concern: 'sdk',
    modes: [21],
    pattern: /otel[._]metric[._]overflow|cardinality limit|diagnostics\.otel\.seriesLimit/i,
    says: 'an instrument has reached its limit of attribute sets',
    fix: 'cut the attribute that has too many values, or raise diagnostics.otel.seriesLimit',
  },
  {
    concern: 'push',
    modes: [26],
    pattern: aPush('ENOTFOUND|EAI_AGAIN'),
    says: "the receiver's name does not resolve",
    fix: 'correct the host of the endpoint, or let the pod ask its name server on port 53',
  },
  {
    concern: 'push',
    modes: [30],
    pattern: aPush(String.raw`ECONNREFUSED (?:\[?::1\]?):`),
    says: 'localhost resolves to ::1, where nothing listens',
    fix: 'write 127.0.0.1 instead of localhost in the endpoint',
  },
  {
    concern: 'push',
    modes: [5],
    pattern: aPush(String.raw`ECONNREFUSED 127\.0\.0\.1:4318`),
    says: 'pushes go to the default endpoint on port 4318 of the pod itself, where nothing listens',
    fix: 'set diagnostics.otel.endpoint to the receiver',
  },
  {
    concern: 'push',
    modes: [31],
    pattern: aPush(
      'CERT_HAS_EXPIRED|SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET)|ERR_TLS_|wrong version number|self.signed certificate|unable to verify the first certificate',
    ),
    says: 'the TLS handshake with the receiver fails',
    fix: 'mend the scheme of the endpoint, the CA that the gateway trusts, or the certificate',
  },
  {
    concern: 'push',
    modes: [32],
    pattern: aPush('Parse Error|HPE_INVALID|Expected HTTP/'),
    says: 'the answer is no HTTP/1: the endpoint is a gRPC port',
    fix: 'push to the HTTP port, 4318 of a collector',
  },
  {
    concern: 'push',
    modes: [34],
    pattern: /otlp write receiver needs to be enabled/i,
    says: "the backend's OTLP receiver is off",
    fix: 'start Prometheus with --web.enable-otlp-receiver (2.x: --enable-feature=otlp-write-receiver)',
  },
  {
    concern: 'push',
    modes: [46],
    pattern: /invalid temporality and type combination|delta temporality/i,
    says: 'metrics are sent with delta temporality, which is not stored',
    fix: 'send cumulative temporality',
  },
  {
    concern: 'push',
    modes: [38],
    pattern: aPush(String.raw`\b40[13]\b|unauthorized|forbidden|no org id`),
    says: 'the receiver does not accept the credentials or the tenant',
    fix: 'correct diagnostics.otel.headers',
  },
  {
    concern: 'store',
    modes: [51],
    pattern:
      /(?:out[- ]of[- ]order|duplicate sample).*target_info|target_info.*(?:out[- ]of[- ]order|duplicate sample)/i,
    says: 'samples of target_info come out of order: several batches carry the same resource',
    fix: 'set storage.tsdb.out_of_order_time_window, or send one batch a push',
  },
  {
    concern: 'store',
    modes: [50],
    pattern: /too far (?:in|into) the future/i,
    says: 'samples lie in the future: a clock is ahead',
    fix: "set the clock of the gateway's node by NTP",
  },
  {
    concern: 'store',
    modes: [49],
    pattern: /too old sample|sample(?:s)? (?:is|are) too old|too-old samples|out of bounds/i,
    says: 'samples are too old to be stored',
    fix: 'set storage.tsdb.out_of_order_time_window, or mend the clock of the gateway',
  },
  {
    concern: 'store',
    modes: [48],
    pattern: /duplicate sample for timestamp|out[- ]of[- ]order sample/i,
    says: 'samples of one series come twice or out of order: two processes write under one identity',
    fix: 'give each replica a service.instance.id of its own',
  },
  {
    concern: 'push',
    modes: [53],
    pattern: aPush(String.raw`\b429\b|too many requests|rate limit`),
    says: 'a limit of the receiver is reached',
    fix: "raise the receiver's limit",
  },
  {
    concern: 'push',
    modes: [39],
    pattern: aPush(String.raw`\b(?:400|415)\b|unsupported media type|unsupported content type`),
    says: 'the receiver does not take what is sent',
    fix: 'push application/x-protobuf, and read what the answer names',
  },
  {
    concern: 'push',
    modes: [23],
    pattern: /partial[ _]success|rejected_?data_?points/i,
    says: 'the receiver took a part of a push only',
    fix: 'mend the points that the answer names',
  },
  {
    concern: 'push',
    modes: [19],
    pattern: aPush(String.raw`\b50\d\b|timed? ?out|ETIMEDOUT|deadline exceeded`),
    says: 'pushes fail at the receiver, or take too long',
    fix: "read the receiver's log, and raise diagnostics.otel.timeoutMs where it is slow",
  },
  {
    concern: 'push',
    modes: [20],
    pattern: /OTLPExporterError|metrics export failed|PeriodicExportingMetricReader: .*(?:error|fail)/i,
    says: 'pushes fail, and only the log says so',
    fix: 'mend what the line names',
  },
];

/** What is known of a line. */
export function knownError(text: string): KnownError | undefined {
  return KNOWN_ERRORS.find(({ pattern }) => pattern.test(text));
}

/** Lines by which this gateway says that its pushes arrive. */
export const RECOVERED = /arrive again at|accepted the first push of metrics/;

/** What Loki is to look for, so that it sends no line that says nothing: a regular expression of Go's. */
/** What a gateway writes when it has started. */
export const STARTED = /\bgateway\b.*\blisten(?:s|ing) on\b/i;

export const WORTH_READING =
  '(?i)(opentelemetry|otlp|otel|/v1/metrics|arrive|gateway.*listen(s|ing) on|diagnostics-otel|is not a constructor|out.of.order|duplicate sample|too old|in the future|out of bounds)';
