import { describe, expect, it } from 'vitest';
import { piped } from '../../../../test/support/collector.ts';
import { prometheusAnswers, recordedBackend } from '../../../../test/support/recorded-backend.ts';
import { receiverOtlpEnabled } from './otlp-enabled.ts';

const PATH = '/api/v1/otlp/v1/metrics';
const OFF = 'otlp write receiver needs to be enabled with --web.enable-otlp-receiver\n';

describe('receiver/otlp-enabled', () => {
  it('passes where the response to an empty push is a success', async () => {
    const answers = prometheusAnswers({ flags: { 'web.enable-otlp-receiver': 'true' } });
    const backend = await recordedBackend({ ...answers, [PATH]: { body: '' } });
    expect((await receiverOtlpEnabled.runWith({ backend })).status).toBe('pass');
  });

  it.each<[string, string, Record<string, string>, string, number, string]>([
    ['off', '3.5.3', { 'web.enable-otlp-receiver': 'false' }, OFF, 34, '--web.enable-otlp-receiver'],
    [
      'off for a feature of another version',
      '3.5.3',
      { 'web.enable-otlp-receiver': 'false', 'enable-feature': 'otlp-write-receiver' },
      OFF,
      35,
      '--web.enable-otlp-receiver',
    ],
    [
      'off in 2.53',
      '2.53.3',
      {},
      OFF.replace('--web', '--feature'),
      34,
      '--enable-feature=otlp-write-receiver',
    ],
    // As Debian's packages answer.
    [
      'left out of the build',
      '3.5.3',
      {},
      '404 page not found\n',
      37,
      'run a build that has the OTLP receiver',
    ],
    [
      'left out of an old one',
      '2.42.0',
      {},
      '404 page not found\n',
      37,
      'run a build that has the OTLP receiver',
    ],
  ])('fails where the receiver is %s', async (_, version, flags, body, mode, fix) => {
    const answers = { ...prometheusAnswers({ version, flags }), [PATH]: { status: 404, body } };
    const outcome = await receiverOtlpEnabled.runWith({ backend: await recordedBackend(answers) });
    expect(outcome).toMatchObject({ status: 'fail', modes: [mode] });
    expect(outcome.fix?.text).toContain(fix);
  });

  it('passes where a collector writes by remote write, also without a metrics URL', async () => {
    const flags = { 'web.enable-otlp-receiver': 'false' };
    const answers = { ...prometheusAnswers({ flags }), [PATH]: { status: 404, body: OFF } };
    const judged = async (exporter: object) =>
      receiverOtlpEnabled.runWith({ backend: await recordedBackend(answers), collector: piped(exporter) });
    expect((await judged({ prometheusremotewrite: {} })).status).toBe('pass');
    expect((await judged({ otlphttp: {} })).status).toBe('fail');
  });

  it('is unknown where the probe lacks the credentials of the pushes', async () => {
    const backend = await recordedBackend({ ...prometheusAnswers(), [PATH]: { status: 401 } });
    expect((await receiverOtlpEnabled.runWith({ backend })).status).toBe('unknown');
  });
});
