const OF_REMOTE_WRITE =
  /\bcomponent_?(?:path|id)?="?(?:remote\b|\/?prometheus\.remote_write)|prometheusremotewrite|\bWriteRequest\b|(?:send|sending) a block|server returned HTTP status/;
const OF_A_COLLECTOR =
  /otelcol[._]|"kind":\s*"(?:exporter|processor|receiver)"|\bExporting failed\b|exporterhelper|queue_sender\.go/;

/** What passes metrics on and wrote the line; undefined where it may be the service itself, or the store. */
export function senderOf(text: string): 'collector' | 'remote write' | undefined {
  if (OF_REMOTE_WRITE.test(text)) return 'remote write';
  return OF_A_COLLECTOR.test(text) ? 'collector' : undefined;
}
