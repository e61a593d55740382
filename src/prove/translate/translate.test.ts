import { describe, expect, it } from 'vitest';

import { createTranslator, translate, type Backend } from './index.ts';

const backend: Backend = {
  flavour: 'prometheus',
  version: { major: 3, minor: 5, patch: 3 },
  settings: {},
};

describe('translate', () => {
  it('predicts series, labels and target_info of the default strategy', () => {
    expect(
      translate(
        {
          name: 'openclaw.run.duration_ms',
          kind: 'histogram',
          unit: 'ms',
          attributes: new Map([['openclaw.channel', 'telegram']]),
          resource: new Map([
            ['service.name', 'openclaw'],
            ['service.instance.id', 'gw-1'],
            ['host.name', 'h1'],
          ]),
        },
        backend,
      ),
    ).toEqual({
      status: 200,
      series: [
        'openclaw_run_duration_ms_milliseconds_bucket',
        'openclaw_run_duration_ms_milliseconds_count',
        'openclaw_run_duration_ms_milliseconds_sum',
      ],
      labels: { instance: 'gw-1', job: 'openclaw', openclaw_channel: 'telegram' },
      targetInfo: [{ host_name: 'h1', instance: 'gw-1', job: 'openclaw' }],
      why: [],
    });
  });
});

describe('createTranslator', () => {
  it('translates one name and one key', () => {
    const translator = createTranslator(backend);
    expect(translator.metricName('openclaw.tokens', 'counter', '1')).toBe('openclaw_tokens_total');
    expect(translator.labelName('http.method')).toBe('http_method');
    expect(translator.labelName('_private')).toBe('key_private');
  });
});
