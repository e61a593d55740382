import { parseText } from '../../shared/config/index.ts';
import { isRecord } from '../../shared/text/is-record.ts';

/** What a configuration lets expect of the gateway's telemetry. */
export interface Expectation {
  /** False only where the configuration itself turns metrics off. */
  readonly isWanted: boolean;
  /** Milliseconds between two pushes. */
  readonly intervalMs: number;
  /** `service.name`, where the configuration sets it as plain text. */
  readonly service: string | undefined;
}

/** Of OpenClaw, where neither the configuration nor the environment sets one; that of other gateways is shorter. */
const LONGEST_DEFAULT_MS = 60_000;

/**
 * Reads the few settings that matter here as they are written, without the defaults of one gateway: the target may be
 * OpenClaw of any version.
 */
export function expectationOf(text: string): Expectation {
  const parsed = parseText(text);
  const root = parsed.ok && isRecord(parsed.value) ? parsed.value : {};
  const diagnostics = isRecord(root['diagnostics']) ? root['diagnostics'] : {};
  const otel = isRecord(diagnostics['otel']) ? diagnostics['otel'] : {};
  const interval = otel['flushIntervalMs'];
  // Included files are not read here, and may turn it on.
  const isComplete = ![root, diagnostics, otel].some((part) => '$include' in part);
  const isOff =
    diagnostics['enabled'] === false ||
    otel['enabled'] === false ||
    otel['metrics'] === false ||
    (isComplete && otel['enabled'] === undefined);
  const name = otel['serviceName'];
  return {
    isWanted: !isOff,
    intervalMs: typeof interval === 'number' ? interval : LONGEST_DEFAULT_MS,
    service: typeof name === 'string' && !name.includes('${') ? name : undefined,
  };
}
