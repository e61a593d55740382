import { createHash } from 'node:crypto';
import { goExpand } from '../../shared/text/go-regexp.ts';
import type { RelabelRule } from '../sources/index.ts';

export type Labels = Readonly<Record<string, string>>;

/**
 * Labels of a series after the rules.
 *
 * @returns undefined if a rule drops it
 * @throws {SyntaxError} if JavaScript does not support a pattern
 * @see https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config
 */
export function relabel(labels: Labels, rules: readonly RelabelRule[]): Labels | undefined {
  let current: Labels | undefined = labels;
  for (const rule of rules) {
    current = current && applyRule(current, rule);
  }
  return current;
}

function applyRule(labels: Labels, rule: RelabelRule): Labels | undefined {
  const { action, target_label: target } = rule;
  const value = rule.source_labels.map((name) => labels[name] ?? '').join(rule.separator);
  const pattern = anchored(rule.regex);
  const match = pattern.exec(value);
  switch (action) {
    case 'drop':
      return match ? undefined : labels;
    case 'keep':
      return match ? labels : undefined;
    case 'dropequal':
      return value === (labels[target] ?? '') ? undefined : labels;
    case 'keepequal':
      return value === (labels[target] ?? '') ? labels : undefined;
    case 'replace':
      if (!match) return labels;
      return withLabel(labels, goExpand(target, match), goExpand(rule.replacement, match));
    case 'lowercase':
      return withLabel(labels, target, value.toLowerCase());
    case 'uppercase':
      return withLabel(labels, target, value.toUpperCase());
    case 'hashmod':
      return withLabel(labels, target, String(hashMod(value, rule.modulus ?? 1)));
    case 'labeldrop':
      return filterNames(labels, (name) => !pattern.test(name));
    case 'labelkeep':
      return filterNames(labels, (name) => pattern.test(name));
    case 'labelmap':
      return Object.entries(labels).reduce<Labels>((result, [name, own]) => {
        const found = pattern.exec(name);
        return found ? withLabel(result, goExpand(rule.replacement, found), own) : result;
      }, labels);
    default:
      throw new SyntaxError(`no such action: ${action}`);
  }
}

/** Translates a pattern of Go: it matches the whole value, a dot matches any character, named groups have another syntax. */
function anchored(source: string): RegExp {
  const flags = /^\(\?([is]+)\)/.exec(source);
  const body = source.slice(flags?.[0].length ?? 0).replaceAll('(?P<', '(?<');
  return new RegExp(`^(?:${body})$`, flags?.[1]?.includes('i') ? 'is' : 's');
}

function withLabel(labels: Labels, name: string, value: string): Labels {
  const rest = filterNames(labels, (own) => own !== name);
  // A label with an empty value does not exist.
  return value === '' ? rest : { ...rest, [name]: value };
}

function filterNames(labels: Labels, keep: (name: string) => boolean): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => keep(name)));
}

/** The last eight bytes of the MD5 sum, big-endian. */
function hashMod(value: string, modulus: number): bigint {
  return createHash('md5').update(value).digest().readBigUInt64BE(8) % BigInt(modulus);
}
