import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import {
  createTranslator,
  metricFromJson,
  type Labels,
  type MetricJson,
  type Translation,
  type Translator,
} from '../../src/prove/translate/index.ts';
import { foundVectors } from '../conformance/keep.ts';
import { backendOf, PUSHED_SCOPE } from './backends.ts';

/** One metric that was pushed to a real server, with the response and what was stored. */
interface Vector extends MetricJson {
  readonly id: string;
  readonly server: string;
  readonly strategy: string;
  readonly expectedHttpStatus: number | 'ERR';
  readonly expectedSeriesNames: readonly string[];
  readonly expectedLabels: Labels | null;
  /** Only in vectors about resources. */
  readonly expectedTargetInfo?: readonly Labels[];
}

const vectors = JSON.parse(
  readFileSync(new URL('otlp-to-prometheus.json', import.meta.url), 'utf8'),
) as readonly Vector[];

function differences(vector: Vector, found: Translation): string[] {
  const rows = [
    ['status', vector.expectedHttpStatus, found.status],
    ['series', vector.expectedSeriesNames, found.series],
    ['labels', sorted(vector.expectedLabels), sorted(found.labels)],
    ['targetInfo', vector.expectedTargetInfo?.map(sorted) ?? 'any', found.targetInfo.map(sorted)],
  ] as const;
  return rows
    .filter(([, expected, got]) => expected !== 'any' && JSON.stringify(expected) !== JSON.stringify(got))
    .map(([field, expected, got]) => `    ${field}: ${JSON.stringify(expected)}, not ${JSON.stringify(got)}`);
}

function sorted(labels: Labels | null): readonly (readonly [string, string])[] | null {
  return labels && Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** The differing vectors as text, the smallest metric first. */
function report(translator: Translator, rows: readonly Vector[]): string {
  return rows
    .map((vector) => ({
      vector,
      wrong: differences(vector, translator.translate(metricFromJson({ scope: PUSHED_SCOPE, ...vector }))),
    }))
    .filter(({ wrong }) => wrong.length > 0)
    .toSorted((a, b) => sizeOf(a.vector) - sizeOf(b.vector))
    .map(({ vector, wrong }) => `${describeVector(vector)}\n${wrong.join('\n')}`)
    .join('\n');
}

function sizeOf({ name, unit = '', attributes, resource }: Vector): number {
  return JSON.stringify([name, unit, attributes, resource]).length;
}

function describeVector({ id, kind, name, unit, attributes, resource }: Vector): string {
  return `  ${id}: ${kind} ${JSON.stringify(name)} in ${JSON.stringify(unit)} with ${JSON.stringify(attributes)} of ${JSON.stringify(resource)}`;
}

const bySetup = new Map<string, Vector[]>();
for (const vector of vectors) {
  const setup = `${vector.server}, ${vector.strategy}`;
  bySetup.set(setup, [...(bySetup.get(setup) ?? []), vector]);
}

describe('the result of real servers', () => {
  it.each([...bySetup])('is predicted for %s', (_, rows) => {
    const [{ server, strategy } = { server: '', strategy: '' }] = rows;
    expect(report(createTranslator(backendOf(server, strategy)), rows)).toBe('');
  });

  it('is predicted for each difference that a conformance run has found', () => {
    const wrong = foundVectors().map((vector, at) =>
      report(createTranslator(vector.backend), [{ ...vector, id: `found ${at}`, strategy: '' }]),
    );
    expect(wrong.join('\n').trim()).toBe('');
  });
});
