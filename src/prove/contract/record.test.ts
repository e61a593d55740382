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
    leftOut: new Set(['otel_sdk_inflight']),
  });
}

function summaryOf({ metrics }: Contract): unknown[] {
  return metrics.map(({ prometheus, kind, attributes }) => [prometheus, kind, attributes]);
}

describe('recordedContract', () => {
  it('combines the parts of a histogram, without its bounds', () => {
    const contract = record([
      series('wait_bucket', { le: '1', lane: 'a' }),
      series('wait_bucket', { le: '+Inf', lane: 'a' }),
      series('wait_count', { lane: 'a' }),
      series('wait_sum', { lane: 'a' }),
    ]);
    expect(summaryOf(contract)).toEqual([['wait', 'histogram', ['lane']]]);
  });

  it('combines the parts of a summary, without its quantiles', () => {
    const contract = record([series('x', { quantile: '0.5' }), series('x_count'), series('x_sum')]);
    expect(summaryOf(contract)).toEqual([['x', 'summary', []]]);
  });

  it('keeps every name of a family with a missing part', () => {
    const contract = record([series('x_bucket', { le: '1' }), series('x_count'), series('y_sum')]);
    expect(summaryOf(contract)).toEqual([
      ['x_bucket', 'gauge', ['le']],
      ['x_count', 'gauge', []],
      ['y_sum', 'gauge', []],
    ]);
  });

  it('keeps a metric that has the name of a histogram', () => {
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

  it('recognizes counters by their name, or by metadata', () => {
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

  it('recognizes native histograms by their samples', () => {
    expect(record([{ ...series('x'), isNativeHistogram: true }]).metrics[0]?.kind).toBe(
      'exponentialHistogram',
    );
  });

  it('has the labels of all series of a metric, except job and instance', () => {
    const contract = record([series('x', { b: '1', 'c.d': '1' }), series('x', { a: '1' })]);
    expect(summaryOf(contract)).toEqual([['x', 'gauge', ['a', 'b', 'c.d']]]);
  });

  it('leaves out the names that are no metrics of the service', () => {
    expect(summaryOf(record([series('x'), series('otel_sdk_inflight')]))).toEqual([['x', 'gauge', []]]);
  });

  it('leaves out series of the scrape and of the resource', () => {
    const names = ['up', 'target_info', 'scrape_duration_seconds', 'scrape_samples_scraped', 'scraped_pages'];
    expect(summaryOf(record(names.map((name) => series(name))))).toEqual([['scraped_pages', 'gauge', []]]);
  });

  it('uses the median time between two samples as the interval', () => {
    expect(record([series('x', {}, [0, 20_010, 40_001, 100_000])]).flushIntervalMs).toBe(20_000);
  });

  it('uses a long interval if there are few samples, so that a pause does not count as an end', () => {
    expect(record([series('x', {}, [0, 20_000])]).flushIntervalMs).toBe(60_000);
    expect(record([series('x', {}, [0, 5, 10, 15])]).flushIntervalMs).toBe(60_000);
    expect(record([series('x', {}, [0, 2_000, 4_000, 6_000])]).flushIntervalMs).toBe(15_000);
  });

  it('is unchanged after it was written to a file and read', () => {
    const contract = record([series('a_total', { 'odd label': '1' }), series('true')]);
    expect(parseContract(formatContract(contract, ['a comment']))).toEqual(contract);
  });
});
