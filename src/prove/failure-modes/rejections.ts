/** What an answer to a push says, by what is written in it, else by its status. */
export interface Refusal {
  /** Who refuses: the server that takes the request, or the store behind it that takes the samples. */
  readonly by: 'receiver' | 'store';
  readonly modes: readonly number[];
  readonly text: string;
  readonly fix: string;
}

interface Rule extends Refusal {
  readonly said?: RegExp;
  readonly statuses?: readonly number[];
}

/**
 * The first that fits counts. What is matched are the words of Prometheus 2.53 to 3.16, Mimir and VictoriaMetrics, as
 * these servers answered.
 */
const RULES: readonly Rule[] = [
  {
    by: 'receiver',
    said: /no org id/i,
    modes: [38],
    text: 'it wants a tenant',
    fix: 'set X-Scope-OrgID in diagnostics.otel.headers',
  },
  {
    by: 'receiver',
    statuses: [401, 403, 407],
    modes: [38],
    text: 'it wants credentials',
    fix: 'set diagnostics.otel.headers to what the receiver asks for',
  },
  {
    by: 'receiver',
    said: /HTTP request to an HTTPS server|plain HTTP request was sent to HTTPS/i,
    modes: [31],
    text: 'it speaks TLS, and plain HTTP was sent',
    fix: 'begin diagnostics.otel.endpoint with https://',
  },
  {
    by: 'receiver',
    said: /unsupported (?:content type|compression)/i,
    modes: [39],
    text: 'it does not take this content type or encoding',
    fix: 'send application/x-protobuf, as it is or by gzip; does a proxy rewrite the headers?',
  },
  {
    by: 'receiver',
    statuses: [415],
    modes: [39],
    text: 'it does not take this content type',
    fix: 'push protobuf',
  },
  {
    by: 'receiver',
    said: /high memory usage|sending queue is full/i,
    modes: [45],
    text: 'the collector has no room for it',
    fix: 'raise memory_limiter and the memory of its pod, or sending_queue.queue_size',
  },
  {
    by: 'receiver',
    said: /failed to make an HTTP request|exporting? (?:data )?failed/i,
    modes: [44],
    text: "the collector's exporter does not reach its backend",
    fix: "correct the endpoint of the collector's exporter",
  },
  {
    by: 'receiver',
    said: /(?:body|message|request entity|payload)[^.]*too (?:large|big)|message size is larger/i,
    modes: [40],
    text: 'the body is too large',
    fix: 'send less at once (diagnostics.otel.seriesLimit), or raise the limit of the receiver or of the proxy before it',
  },
  {
    by: 'receiver',
    statuses: [404, 405],
    modes: [37],
    text: 'what answers there has no receiver at this path',
    fix: 'ask that address itself: another server behind the name, a route prefix, or a build without OTLP',
  },
  {
    by: 'receiver',
    statuses: [413],
    modes: [40],
    text: 'the body is too large',
    fix: 'send less at once (diagnostics.otel.seriesLimit), or raise the limit of the receiver or of the proxy before it',
  },
  {
    by: 'receiver',
    // Prometheus from 3.8 on reads 32 MiB and takes what it has for the whole.
    said: /^unexpected EOF/i,
    modes: [40],
    text: 'the body ends too early: it was cut on the way, or at the size that the receiver reads',
    fix: 'send less at once (diagnostics.otel.seriesLimit), and look for a proxy that cuts bodies',
  },
  {
    by: 'receiver',
    said: /^proto:|wire ?type|illegal tag|cannot decode|cannot unmarshal|gzip|invalid header/i,
    modes: [39],
    text: 'it cannot read the body',
    fix: 'push protobuf; does a proxy strip or rewrite content-type or content-encoding?',
  },
  {
    by: 'store',
    said: /native histograms are disabled/i,
    modes: [52, 47],
    text: 'it stores no exponential histograms, and refuses the whole batch for one',
    fix: 'start Prometheus with --enable-feature=native-histograms, or record explicit buckets',
  },
  {
    by: 'store',
    said: /invalid temporality/i,
    modes: [46, 47],
    text: 'it takes no delta temporality, and refuses the whole batch for one metric',
    fix: 'record cumulative totals: OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=cumulative',
  },
  {
    by: 'store',
    said: /too far in the future/i,
    modes: [50],
    text: 'samples are ahead of its clock',
    fix: 'set the clocks of both by NTP',
  },
  {
    by: 'store',
    said: /out of bounds|too[- ]old/i,
    modes: [49],
    text: 'samples are older than it takes',
    fix: 'set storage.tsdb.out_of_order_time_window (Mimir: -ingester.out-of-order-time-window), and send sooner',
  },
  {
    by: 'store',
    said: /out[- ]of[- ]order|duplicate/i,
    modes: [48],
    text: 'two senders write the same series',
    fix: 'give each gateway a service.instance.id of its own',
  },
  {
    by: 'store',
    said: /limit|quota|too many/i,
    modes: [53],
    text: 'a limit is reached',
    fix: 'raise the limit that the answer names, or lower diagnostics.otel.seriesLimit',
  },
  {
    by: 'store',
    statuses: [429],
    modes: [53],
    text: 'its limit is reached',
    fix: "raise the receiver's limit, or diagnostics.otel.flushIntervalMs",
  },
  {
    by: 'store',
    said: /empty name|invalid (?:metric|label) name|label name|invalid metric/i,
    modes: [47],
    text: 'it refuses the whole batch for one metric',
    fix: 'rename or remove the metric that the answer names',
  },
  {
    by: 'receiver',
    said: /starting|not ready|service unavailable/i,
    modes: [41],
    text: 'it is starting',
    fix: 'wait until /-/ready answers 200',
  },
  {
    by: 'receiver',
    statuses: [503],
    modes: [41],
    text: 'it is not ready',
    fix: 'wait until /-/ready answers 200',
  },
  {
    by: 'receiver',
    statuses: [500, 502, 504],
    modes: [19],
    text: 'it fails',
    fix: "read the receiver's log",
  },
  {
    by: 'receiver',
    statuses: [400, 422],
    modes: [39, 47],
    text: 'it refuses the content, and the whole batch with it',
    fix: 'read the answer: an encoding that it does not take, or a metric that it cannot store',
  },
];

/**
 * @param status null for an answer of 200 that took a part only
 * @param said the words of the answer
 */
export function refusalOf(status: number | null, said: string): Refusal | undefined {
  return RULES.find((rule) =>
    rule.said ? rule.said.test(said.trim()) : status !== null && rule.statuses?.includes(status),
  );
}

/** The answer's own words, out of what the exporter says of its last error. */
export function answerIn(message: string): string {
  return /^it answered \d+, "(.*?)"(?:;|$)/s.exec(message)?.[1] ?? message;
}
