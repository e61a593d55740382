import { isRecord } from '../text/is-record.ts';
import { parseText } from './parse.ts';

const SECTIONS = ['gateway', 'plugins', 'diagnostics'];

/** Of these at least one is in a configuration that says anything about the gateway. */
const TELLING = [...SECTIONS, 'agents', 'channels', 'cron', 'models', 'queue', 'session'];

/** Sections that OpenClaw has beside those. */
const OTHERS =
  'approvals audio auth bindings broadcast browser canvasHost commands discovery env hooks logging mcp memory ' +
  'messages meta nodeHost secrets skills talk tools ui update web wizard';

/** Sections that a configuration has on its first level. */
const KNOWN = new Set([...TELLING, ...OTHERS.split(' ')]);

/** Whether a text in a file that was named is the gateway's configuration: it has one of its sections. */
export function hasGatewaySection(text: string): boolean {
  const parsed = parseText(text);
  return parsed.ok && isRecord(parsed.value) && SECTIONS.some((name) => name in (parsed.value as object));
}

/**
 * Whether a whole file may be a configuration: one of its sections is there, and most of its keys are sections. Other
 * programs have a section `gateway` or `plugins` as well. An empty configuration is one.
 */
export function isGatewayConfig(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const keys = Object.keys(value).filter((key) => !key.startsWith('$'));
  const known = keys.filter((key) => KNOWN.has(key));
  return keys.length === 0 || (TELLING.some((key) => key in value) && known.length * 2 >= keys.length);
}

/** Whether an object deep in another file, such as the values of a chart, is a configuration beyond doubt. */
export function isNestedGatewayConfig(value: unknown): boolean {
  if (!isRecord(value) || !isGatewayConfig(value)) return false;
  const { diagnostics, plugins } = value;
  if (isRecord(diagnostics) && isRecord(diagnostics['otel'])) return true;
  if (isRecord(plugins) && isRecord(plugins['entries'])) return true;
  return TELLING.filter((key) => isRecord(value[key])).length > 1;
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
