import { isRecord } from '../text/is-record.ts';
import { parseText } from './parse.ts';

const SECTIONS = ['gateway', 'plugins', 'diagnostics'];

/** Whether a text in a file that was named is the gateway's configuration: it has one of its sections. */
export function hasGatewaySection(text: string): boolean {
  const parsed = parseText(text);
  if (!parsed.ok || !isRecord(parsed.value)) return false;
  const { value } = parsed;
  return SECTIONS.some((name) => name in value);
}

/** Settings that no other program's configuration has. */
const OWN_SETTINGS = /\bdiagnostics\b[\s\S]*\botel\b|\bdiagnostics-otel\b|\bgateway\b[\s\S]*\bplugins\b/;

/**
 * Whether a text among many others is a gateway's configuration. Other programs have a section `gateway` or `plugins`,
 * too, so that more is required than in a file that was named. The text need not parse: its error is then the finding.
 */
export function mentionsGatewaySettings(text: string): boolean {
  return OWN_SETTINGS.test(text);
}
