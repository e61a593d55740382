import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { firstLineOf } from '../../../shared/text/error-text.ts';
import { isRecord } from '../../../shared/text/is-record.ts';
import type { Backend, Flavour } from '../../translate/index.ts';
import { FLAVOUR_TITLES } from './flavour.ts';
import { type Flags, ownerOf, parseArguments, settingsFromFlags } from './flags.ts';
import { OTLP_OPTIONS, settingsOf, strategy } from './settings.ts';
import { QUIET } from '../../../shared/text/yaml-options.ts';

/** A description of a backend that cannot be used; the message says where and what to write instead. */
export class DescriptionError extends Error {
  override readonly name = 'DescriptionError';
}

/** Options that are not known are errors: people mistype them. */
const section = z.strictObject(OTLP_OPTIONS);

/**
 * Settings from a file: a Prometheus configuration, its `otlp:` section with or without that key, or a server's flags,
 * one per line.
 *
 * @throws {DescriptionError}
 */
export function settingsFromFile(text: string, flavour: Flavour): Backend['settings'] {
  return looksLikeFlags(text)
    ? fromFlags(parseArguments(argumentsOf(text)), flavour)
    : fromSection(text, flavour);
}

function looksLikeFlags(text: string): boolean {
  return meaningful(text).every((line) => /^--?[A-Za-z]/.test(line));
}

/** Lines without blanks and comments; a line may be an item of a list, as in a manifest. */
function meaningful(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.replace(/^\s*(?:-\s+)?/, '').trim())
    .map((line) => line.replace(/^(["'])(.*)\1$/, '$2').replace(/\s*\\$/, ''))
    .filter((line) => line !== '' && !line.startsWith('#'));
}

function argumentsOf(text: string): string[] {
  return meaningful(text).flatMap((line) => {
    const [, flag, value] = /^(--?[\w.-]+)\s+(.+)$/.exec(line) ?? [];
    if (flag !== undefined && value !== undefined) return [flag, value];
    return [line.replace(/=(["'])(.*)\1$/s, '=$2')];
  });
}

function fromFlags(flags: Flags, flavour: Flavour): Backend['settings'] {
  for (const flag of flags.keys()) {
    const owner = ownerOf(flag);
    if (owner !== undefined && owner !== flavour) {
      throw new DescriptionError(
        `has the flag -${flag} of ${FLAVOUR_TITLES[owner]}, but the backend is ${FLAVOUR_TITLES[flavour]}; give --flavour ${owner}@VERSION`,
      );
    }
  }
  const named = flags.get('distributor.otel-translation-strategy');
  if (named !== undefined && named !== '' && !strategy.safeParse(named).success) {
    throw new DescriptionError(
      `names a strategy ${named} that Mimir does not know; it is one of ${strategy.options.join(', ')}`,
    );
  }
  return settingsFromFlags(flavour, flags);
}

function fromSection(text: string, flavour: Flavour): Backend['settings'] {
  const otlp = otlpOf(text);
  if (flavour !== 'prometheus') {
    throw new DescriptionError(
      `is the otlp: section of a Prometheus, but the backend is ${FLAVOUR_TITLES[flavour]}; give its flags, one per line: --flag=value`,
    );
  }
  const parsed = section.safeParse(otlp);
  if (parsed.success) return settingsOf(parsed.data, new Set());
  const issues = parsed.error.issues.map(({ path, message }) => `${['otlp', ...path].join('.')}: ${message}`);
  throw new DescriptionError(`is not an otlp: section that Prometheus accepts: ${issues.join('; ')}`);
}

function otlpOf(text: string): unknown {
  let value: unknown;
  try {
    value = parseYaml(text, QUIET) ?? {};
  } catch (error) {
    const first = firstLineOf(error);
    throw new DescriptionError(`is not valid YAML: ${first}`);
  }
  if (!isRecord(value)) {
    throw new DescriptionError(
      'is neither an otlp: section of a Prometheus nor a list of flags, one per line: --flag=value',
    );
  }
  if ('otlp' in value) return value['otlp'] ?? {};
  // In a configuration without the section, every option has its default.
  return CONFIG_KEYS.some((key) => key in value) ? {} : value;
}

const CONFIG_KEYS = ['global', 'scrape_configs', 'rule_files', 'alerting', 'remote_write', 'storage'];
