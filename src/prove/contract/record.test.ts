import { describe, expect, it } from 'vitest';
import type { Contract } from './contract.ts';
import { formatContract } from './format.ts';
import { parseContract } from './parse.ts';
import { type RecordedSeries, recordedContract } from './record.ts';

const IDENTITY = new Set(['job', 'instance']);

function series(name: string, labels: Record<string, string> = {}, times: number[] = []): RecordedSeries {
  return {
    labels: { __name__: name, job: 'shop', instance: 'a', ...labels },
    times,
    isNativeHistogram: false,
  };
}

function record(all: readonly RecordedSeries[], types: readonly [string, string][] = []): Contract {
  return recordedContract({
    name: 'shop',
    job: 'shop',
    series: all,
    types: new Map(types),
    identity: IDENTITY,
  });
}

function summaryOf({ metrics }: Contract): unknown[] {
  return metrics.map(({ prometheus, kind, attributes }) => [prometheus, kind, attributes]);
}

describe('a recorded contract', () => {
  it('puts the parts of a histogram together, without its bounds', () => {
    const contract = record([
      series('wait_bucket', { le: '1', lane: 'a' }),
      series('wait_bucket', { le: '+Inf', lane: 'a' }),
      series('wait_count', { lane: 'a' }),
      series('wait_sum', { lane: 'a' }),
    ]);
    expect(summaryOf(contract)).toEqual([['wait', 'histogram', ['lane']]]);
  });

  it('puts the parts of a summary together, without its quantiles', () => {
    const contract = record([series('x', { quantile: '0.5' }), series('x_count'), series('x_sum')]);
    expect(summaryOf(contract)).toEqual([['x', 'summary', []]]);
  });

  it('loses no name of a family that is not whole', () => {
    const contract = record([series('x_bucket', { le: '1' }), series('x_count'), series('y_sum')]);
    expect(summaryOf(contract)).toEqual([
      ['x_bucket', 'gauge', ['le']],
      ['x_count', 'gauge', []],
      ['y_sum', 'gauge', []],
    ]);
  });

  it('keeps a metric that is called like a histogram beside it', () => {
    const contract = record([
      series('x'),
      series('x_bucket', { le: '1' }),
      series('x_count'),
      series('x_sum'),
    ]);
    expect(summaryOf(contract)).toEqual([
      ['x', 'histogram', []],
      ['x', 'gauge', []],
    ]);
  });

  it('knows counters by their name, or by metadata where the name does not say it', () => {
    const types: [string, string][] = [
      ['jobs', 'counter'],
      ['size', 'gauge'],
    ];
    expect(summaryOf(record([series('a_total'), series('jobs'), series('size')], types))).toEqual([
      ['a_total', 'counter', []],
      ['jobs', 'counter', []],
      ['size', 'gauge', []],
    ]);
  });

  it('knows native histograms by their samples', () => {
    expect(record([{ ...series('x'), isNativeHistogram: true }]).metrics[0]?.kind).toBe(
      'exponentialHistogram',
    );
  });

  it('has the labels of all series of a metric, but for job and instance', () => {
    const contract = record([series('x', { b: '1', 'c.d': '1' }), series('x', { a: '1' })]);
    expect(summaryOf(contract)).toEqual([['x', 'gauge', ['a', 'b', 'c.d']]]);
  });

  it('leaves out what the scrape and the resource write', () => {
    const names = ['up', 'target_info', 'scrape_duration_seconds', 'scrape_samples_scraped', 'scraped_pages'];
    expect(summaryOf(record(names.map((name) => series(name))))).toEqual([['scraped_pages', 'gauge', []]]);
  });

  it('takes the usual time between two samples for the interval', () => {
    expect(record([series('x', {}, [0, 20_010, 40_001, 100_000])]).flushIntervalMs).toBe(20_000);
  });

  it('does not take a pause for an end: an interval that is not sure is a long one', () => {
    expect(record([series('x', {}, [0, 20_000])]).flushIntervalMs).toBe(60_000);
    expect(record([series('x', {}, [0, 5, 10, 15])]).flushIntervalMs).toBe(60_000);
    expect(record([series('x', {}, [0, 2_000, 4_000, 6_000])]).flushIntervalMs).toBe(15_000);
  });

  it('reads back from its file as it was written', () => {
    const contract = record([series('a_total', { 'odd label': '1' }), series('true')]);
    expect(parseContract(formatContract(contract, ['a comment']))).toEqual(contract);
  });
});
