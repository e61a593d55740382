import { describe, expect, it } from 'vitest';
import { relabelRule } from '../sources/backend/prometheus-config.ts';
import { type Labels, relabel } from './relabel.ts';

const TOKENS: Labels = { __name__: 'openclaw_tokens_total', job: 'openclaw', model: 'large', zone: 'baz' };

const after = (...rules: object[]): Labels | undefined =>
  relabel(
    TOKENS,
    rules.map((rule) => relabelRule.parse(rule)),
  );

const name = { source_labels: ['__name__'] };

describe('relabel', () => {
  it.each<[object, boolean]>([
    [{ ...name, regex: 'openclaw_.*', action: 'drop' }, true],
    [{ ...name, regex: 'openclaw_', action: 'drop' }, false],
    [{ ...name, regex: 'up|node_.*', action: 'keep' }, true],
    [{ ...name, regex: '(?i)OPENCLAW_.*', action: 'Drop' }, true],
    [{ source_labels: ['job', 'model'], regex: 'openclaw;large', action: 'drop' }, true],
    [{ source_labels: ['job', 'model'], separator: '/', regex: 'openclaw/.+', action: 'keep' }, false],
    [{ source_labels: ['absent'], regex: '', action: 'drop' }, true],
    [{ source_labels: ['job'], target_label: 'model', action: 'dropequal' }, false],
    [{ source_labels: ['job'], target_label: 'model', action: 'keepequal' }, true],
  ])('%j drops the series: %s', (rule, dropped) => {
    expect(after(rule) === undefined).toBe(dropped);
  });

  it.each<[object, Labels]>([
    [
      { ...name, regex: 'openclaw_(.*)', target_label: '__name__', replacement: 'x_$1' },
      { ...TOKENS, __name__: 'x_tokens_total' },
    ],
    [
      { source_labels: ['model'], regex: '(?P<size>.*)', target_label: 'size', replacement: '${size}!' },
      { ...TOKENS, size: 'large!' },
    ],
    [{ source_labels: ['model'], target_label: 'm', replacement: '$1x' }, TOKENS],
    [
      { source_labels: ['model'], target_label: 'model', action: 'uppercase' },
      { ...TOKENS, model: 'LARGE' },
    ],
    [
      { regex: 'model|zone', action: 'labeldrop' },
      { __name__: 'openclaw_tokens_total', job: 'openclaw' },
    ],
    [
      { regex: '__name__|job', action: 'labelkeep' },
      { __name__: 'openclaw_tokens_total', job: 'openclaw' },
    ],
    [
      { regex: 'mod(.*)', replacement: 'x$1', action: 'labelmap' },
      { ...TOKENS, xel: 'large' },
    ],

    [
      { target_label: 'shard', modulus: 1_000, action: 'hashmod', source_labels: ['zone'] },
      { ...TOKENS, shard: '976' },
    ],
  ])('%j changes its labels', (rule, labels) => {
    expect(after(rule)).toEqual(labels);
  });

  it('applies rules in order, each to the result of the previous one', () => {
    const rename = { target_label: '__name__', replacement: 'other' };
    expect(after(rename, { ...name, regex: 'openclaw_.*', action: 'drop' })).toMatchObject({
      __name__: 'other',
    });
    expect(after({ target_label: 'job', replacement: '' })).not.toHaveProperty('job');
  });
});
