import { describe, expect, it } from 'vitest';

import type { Backend } from '../backend.ts';
import { metricFromJson, type MetricJson } from '../metric-json.ts';
import { translate } from '../translate.ts';

const PROMETHEUS: Backend = {
  flavour: 'prometheus',
  version: { major: 3, minor: 5, patch: 3 },
  settings: {},
};
const VICTORIAMETRICS: Backend = {
  flavour: 'victoriametrics',
  version: { major: 1, minor: 145, patch: 0 },
  settings: { usePrometheusNaming: true },
};

function why(json: MetricJson, backend: Backend = PROMETHEUS): readonly string[] {
  return translate(metricFromJson(json), backend, { explain: true }).why;
}

describe('the explanation of a translation', () => {
  it('is empty by default', () => {
    expect(translate(metricFromJson({ name: 'x', kind: 'gauge' }), PROMETHEUS).why).toEqual([]);
  });

  it('explains name, labels and target_info', () => {
    expect(
      why({
        name: 'run.duration_ms',
        kind: 'histogram',
        unit: 'ms',
        attributes: { 'a.b': '1', 'a-b': '2', _p: '3', e: '', job: 'own' },
        resource: { 'service.name': 'openclaw', 'host.name': 'h' },
      }),
    ).toEqual([
      'The name "run.duration_ms" becomes "run_duration_ms": characters that may not stand in it separate words.',
      'The unit "ms" is appended: "run_duration_ms_milliseconds".',
      'A histogram is stored as series that end in _bucket, _count and _sum.',
      'The attributes "a.b", "a-b" become one label "a_b", values joined by ";".',
      'The attribute "_p" becomes the label "key_p".',
      'The attribute "e" is empty: an empty label is no label.',
      'service.name gives the label job, over the attribute of that name: "openclaw".',
      'The resource is stored as target_info with host_name, job.',
    ]);
  });

  it.each([
    ['counter', 'tokens', '', 'A counter ends in "total": "tokens_total".'],
    ['gauge', 'load', '1', 'A gauge with the unit "1" is a ratio: "load_ratio".'],
    ['gauge', 'x.seconds', 's', 'The unit "s" is in the name already.'],
    ['gauge', 'x', '{request}', 'The unit "{request}" is no unit or an annotation, and adds nothing.'],
    ['gauge', '日本', '', 'The name "日本" has no letter or digit, so nothing of it remains.'],
  ] as const)('explains a %s %j in %j: %s', (kind, name, unit, step) => {
    expect(why({ name, kind, unit })).toContain(step);
  });

  it('explains what is lost, and the effect', () => {
    expect(why({ name: 'x', kind: 'counter', temporality: 'delta' }).at(-1)).toBe(
      'A counter with delta temporality is not taken. It is left out, and the push is answered as if nothing were wrong.',
    );
    expect(why({ name: 'x', kind: 'exphistogram' }).at(-1)).toBe(
      '"x" is a native histogram, and those are switched off. The whole push is refused, and nothing of it is stored.',
    );
  });

  it('explains promotion', () => {
    const backend: Backend = {
      ...PROMETHEUS,
      version: { major: 3, minor: 12, patch: 0 },
      settings: { promoteResourceAttributes: ['service.name'], promoteScopeMetadata: true },
    };
    expect(
      why({ name: 'x', kind: 'gauge', scope: { name: 'm' }, resource: { 'service.name': 's' } }, backend),
    ).toEqual(
      expect.arrayContaining([
        'The resource attribute "service.name" is promoted to the label "service_name".',
        'The scope is promoted to labels that start with otel_scope_.',
      ]),
    );
  });

  it('explains names of VictoriaMetrics', () => {
    const steps = why(
      { name: 'jobs', kind: 'updown', unit: '1', attributes: { 'a.b': '1', a_b: '2' } },
      VICTORIAMETRICS,
    );
    expect(steps).toContain('A non-monotonic sum with the unit "1" is a ratio: "jobs_ratio".');
    expect(steps).toContain('"a.b", "a_b" become one label "a_b", and the last value wins.');
    expect(why({ name: 'x', kind: 'gauge', attributes: { '': 'y' } }, VICTORIAMETRICS).at(-1)).toContain(
      'stored as "y"',
    );
  });
});
