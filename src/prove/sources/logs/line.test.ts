import { describe, expect, it } from 'vitest';
import { parseLine } from './line.ts';

const AT = Date.parse('2026-02-20T03:00:00.000Z');

describe('parseLine', () => {
  it.each([
    [
      '{"level":"warn","time":"2026-02-20T03:00:00.000Z","msg":"metrics do not arrive"}',
      'metrics do not arrive',
    ],
    [`{"level":40,"time":${AT},"msg":"it fails","err":{"message":"ENOTFOUND"}}`, 'it fails: ENOTFOUND'],
    ['2026-02-20T03:00:00Z stderr F it fails', '2026-02-20T03:00:00Z stderr F it fails'],
    [
      'ts=2026-02-20T03:00:00.000Z level=warn msg="out of order"',
      'ts=2026-02-20T03:00:00.000Z level=warn msg="out of order"',
    ],
  ])('reads %s', (written, text) => {
    expect(parseLine('a.log', written)).toEqual({ source: 'a.log', at: AT, text });
  });

  it('leaves a line without a time without one, and a broken JSON as it stands', () => {
    expect(parseLine('a.log', '{"msg": "cut')).toEqual({
      source: 'a.log',
      at: undefined,
      text: '{"msg": "cut',
    });
  });

  it.each([
    'Authorization: Bearer s3cr3t-value',
    'authorization=Basic czNjcjN0LXZhbHVl',
    'POST http://user:s3cr3t-value@host/v1/metrics failed',
    '{"msg":"refused","token":"s3cr3t-value"}',
    'x-api-key: s3cr3t-value',
    'password=s3cr3t-value',
  ])('masks the credential in %s', (written) => {
    const { text } = parseLine('a.log', written);
    expect(text).not.toContain('s3cr3t-value');
    expect(text).not.toContain('czNjcjN0LXZhbHVl');
  });
});
