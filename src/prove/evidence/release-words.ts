import { type GatewayTarget, knowsKey } from '../../shared/openclaw/index.ts';
import type { Finding } from '../engine/finding.ts';

/** Settings that only this project's gateway has, in the words of its fixes, and what does the same in OpenClaw. */
const INSTEAD: readonly (readonly [RegExp, readonly string[], string])[] = [
  [/, or (?:lower|raise) diagnostics\.otel\.seriesLimit/g, ['seriesLimit'], ''],
  [
    /(?:set |lower |raise )?diagnostics\.otel\.sessionKey(?: to "drop" or "hash")?/g,
    ['sessionKey'],
    'drop the attribute that has too many values, in a collector between',
  ],
  [
    /(?:lower|raise) diagnostics\.otel\.seriesLimit/g,
    ['seriesLimit'],
    'drop the attribute that has too many values, in a collector between',
  ],
  [/diagnostics\.otel\.seriesLimit/g, ['seriesLimit'], 'the cardinality limit of the SDK'],
  [/diagnostics\.otel\.timeoutMs/g, ['timeoutMs'], 'OTEL_EXPORTER_OTLP_TIMEOUT (milliseconds)'],
  [
    /diagnostics\.otel\.serviceInstanceId/g,
    ['serviceInstanceId'],
    'OTEL_RESOURCE_ATTRIBUTES (service.instance.id=…)',
  ],
  [
    /diagnostics\.otel\.serviceNamespace/g,
    ['serviceNamespace'],
    'OTEL_RESOURCE_ATTRIBUTES (service.namespace=…)',
  ],
];

/**
 * A text that names settings of this project's gateway, for the gateway that runs: a release of OpenClaw does not start
 * with a key that it does not know. Where no release is known, the text says whose key it is.
 */
export function forRelease(text: string, target: GatewayTarget | undefined): string {
  if (target?.product === 'throughline') return text;
  if (target === undefined) {
    const isOwn = INSTEAD.some(([pattern]) => text.search(pattern) >= 0);
    return isOwn ? `${text} (a key of this project's gateway: OpenClaw does not start with it)` : text;
  }
  return INSTEAD.reduce((changed, [pattern, path, instead]) => {
    const isKnown = knowsKey(target.release.nearest, ['diagnostics', 'otel', ...path]);
    return isKnown ? changed : changed.replace(pattern, instead);
  }, text);
}

/** A finding whose fix is in the words of the gateway that runs. A patch that would set an unknown key is none. */
export function findingForRelease(finding: Finding, target: GatewayTarget | undefined): Finding {
  const { outcome } = finding;
  if (outcome.status === 'blocked' || !outcome.fix) return finding;
  const { fix } = outcome;
  const text = forRelease(fix.text, target);
  if (text === fix.text) return finding;
  const changed = target === undefined ? { ...fix, text } : { kind: 'manual' as const, text };
  return { ...finding, outcome: { ...outcome, fix: changed } };
}
