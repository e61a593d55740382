import { isRecord } from '../../../shared/text/is-record.ts';

/**
 * Replaces the variables of a configuration as far as files show them: `${env:NAME:-default}` becomes its default, and `$$`
 * becomes `$`. Other variables stay, with their scheme: `${NAME}` becomes `${env:NAME}`.
 *
 * @see https://github.com/open-telemetry/opentelemetry-collector/blob/main/confmap/expand.go
 */
export function withVariables(value: unknown): unknown {
  if (typeof value === 'string') return expanded(value);
  if (Array.isArray(value)) return value.map(withVariables);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withVariables(item)]));
}

/** Variables whose value the configuration does not show, as they are written there. */
export function openVariables(text: string): string[] {
  return [...text.matchAll(/\$\{[A-Za-z][A-Za-z0-9+.-]+:[^${}]*\}/g)].map(([found]) => found);
}

/** A `$` after an odd number of `$` is escaped, and so is the brace after it. */
const TOKEN = /\$\$|\$\{(?:([A-Za-z][A-Za-z0-9+.-]+):)?([^${}]*)\}/g;

function expanded(text: string): string {
  return text.replaceAll(TOKEN, (found, scheme: string | undefined, name: string | undefined) => {
    if (name === undefined) return '$';
    if (scheme !== undefined && scheme !== 'env') return found;
    const split = name.indexOf(':-');
    return split < 0 ? `\${env:${name}}` : name.slice(split + 2);
  });
}
