import { describe, expect, it } from 'vitest';
import { scrapeJobs } from '../../sources/index.ts';
import { relabelled } from './relabelled.ts';

const SERIES = new Map([
  ['openclaw_tokens_total', ['model', 'token']],
  ['openclaw_run_seconds_bucket', ['model']],
]);

const rules = (yaml: string) =>
  scrapeJobs(`scrape_configs: [{ job_name: a, metric_relabel_configs: ${yaml} }]`)[0]!.metricRelabelings;

describe('relabelled', () => {
  it('drops what a keep does not match as a whole', () => {
    const { dropped } = relabelled(
      SERIES,
      rules('[{ source_labels: [__name__], regex: openclaw_tokens, action: keep }]'),
    );
    expect(dropped.map(({ series }) => series)).toEqual([...SERIES.keys()]);
  });

  it('drops only the series that a drop matches', () => {
    const { dropped } = relabelled(
      SERIES,
      rules("[{ source_labels: [__name__], regex: '.*_bucket', action: drop }]"),
    );
    expect(dropped).toEqual([
      { series: 'openclaw_run_seconds_bucket', rule: 'drop where __name__ matches .*_bucket' },
    ]);
  });

  it('follows a rename through the later rules', () => {
    const { renamed, dropped } = relabelled(
      SERIES,
      rules(
        "[{ source_labels: [__name__], regex: 'openclaw_(.*)_total', target_label: __name__, replacement: 'claw_$1' }, { source_labels: [__name__], regex: 'claw_.*', action: drop }]",
      ),
    );
    expect(renamed).toMatchObject([{ series: 'openclaw_tokens_total', to: 'claw_tokens' }]);
    expect(dropped.map(({ series }) => series)).toEqual(['openclaw_tokens_total']);
  });

  it('names the labels that a labeldrop removes, and drops all where a labelkeep leaves no name', () => {
    expect(relabelled(SERIES, rules('[{ regex: model, action: labeldrop }]')).removed).toEqual([
      { label: 'model', rule: 'labeldrop model' },
    ]);
    expect(relabelled(SERIES, rules('[{ regex: model, action: labelkeep }]')).dropped).toHaveLength(2);
  });

  it('leaves rules open that read the value of a label, and changes nothing by them', () => {
    const { unjudged, dropped } = relabelled(
      SERIES,
      rules('[{ source_labels: [model], regex: gpt, action: drop }]'),
    );
    expect({ unjudged, dropped }).toEqual({ unjudged: ['drop where model matches gpt'], dropped: [] });
  });

  it('judges nothing behind a rule that may rename', () => {
    const { dropped } = relabelled(
      SERIES,
      rules(
        '[{ source_labels: [model], target_label: __name__ }, { source_labels: [__name__], regex: .*, action: drop }]',
      ),
    );
    expect(dropped).toEqual([]);
  });

  it('keeps series where a rule adds a label', () => {
    const result = relabelled(SERIES, rules('[{ target_label: cluster, replacement: a }]'));
    expect(result).toEqual({ dropped: [], renamed: [], removed: [], unjudged: [] });
  });
});
