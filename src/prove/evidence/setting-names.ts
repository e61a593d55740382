/** Who has a setting: this project's gateway, another service, or what passes the metrics on. */
export type SettingOwner = 'gateway' | 'service' | 'collector' | 'remote write';

export type Setting = 'endpoint' | 'headers' | 'timeout' | 'interval' | 'seriesLimit';

/** What a setting is called by each owner. A service may set it in its code; the variable works with every SDK. */
const NAMES: Readonly<Record<Setting, Readonly<Record<SettingOwner, string>>>> = {
  endpoint: {
    gateway: 'diagnostics.otel.endpoint',
    service: "the exporter's endpoint (OTEL_EXPORTER_OTLP_ENDPOINT)",
    collector: "the endpoint of the collector's exporter",
    'remote write': 'the URL of remote write',
  },
  headers: {
    gateway: 'diagnostics.otel.headers',
    service: "the exporter's headers (OTEL_EXPORTER_OTLP_HEADERS)",
    collector: "the headers of the collector's exporter",
    'remote write': 'the headers of remote write',
  },
  timeout: {
    gateway: 'diagnostics.otel.timeoutMs',
    service: "the exporter's time-out (OTEL_EXPORTER_OTLP_TIMEOUT)",
    collector: "timeout of the collector's exporter",
    'remote write': 'the time-out of remote write',
  },
  interval: {
    gateway: 'diagnostics.otel.flushIntervalMs',
    service: 'the export interval (OTEL_METRIC_EXPORT_INTERVAL)',
    collector: 'the export interval of the senders',
    'remote write': 'the scrape interval',
  },
  seriesLimit: {
    gateway: 'diagnostics.otel.seriesLimit',
    service: 'the cardinality limit of the SDK',
    collector: 'the number of series',
    'remote write': 'the number of series',
  },
};

const NOUNS: readonly (readonly [RegExp, string])[] = [
  [/\bthe gateway\b/g, 'the service'],
  [/\beach gateway\b/g, 'each process'],
];

export function settingName(setting: Setting, owner: SettingOwner): string {
  return NAMES[setting][owner];
}

/** A text of the known messages, which names settings as the gateway does, for another owner. */
export function forOwner(text: string, owner: SettingOwner): string {
  if (owner === 'gateway') return text;
  const named = Object.values(NAMES).reduce(
    (changed, names) => changed.replaceAll(names.gateway, names[owner]),
    text,
  );
  return NOUNS.reduce((changed, [noun, other]) => changed.replace(noun, other), named);
}
