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
    expect(parseLine('a.log', written)).toMatchObject({ source: 'a.log', at: AT, text });
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

  it.each([
    ['{"level":"warn","msg":"a"}', 'warning'],
    ['{"level":50,"msg":"a"}', 'error'],
    ['{"level":30,"msg":"a"}', undefined],
    ['{"1":"a","_meta":{"logLevelName":"ERROR"}}', 'error'],
    ['{"1":"a","_meta":{"logLevelName":"INFO"}}', undefined],
    ['ts=2026-02-20T03:00:00.000Z level=warn msg="a"', 'warning'],
    ['2026-02-20 03:00:00 ERROR [main] a', 'error'],
    ['an error in the middle', undefined],
  ])('reads the level of %s: %s', (written, level) => {
    expect(parseLine('a.log', written).level).toBe(level);
  });

  it.each([
    [
      String.raw`{"0":"{\"subsystem\":\"gateway\"}","1":"listening on ws://[::1]:1","time":"2026-02-20T03:00:00.000Z"}`,
      '[gateway] listening on ws://[::1]:1',
    ],
    [
      String.raw`{"0":"{\"subsystem\":\"gateway/heartbeat\"}","1":{"intervalMs":1800000},"2":"heartbeat: started","time":"2026-02-20T03:00:00.000Z"}`,
      '[gateway/heartbeat] {"intervalMs":1800000} heartbeat: started',
    ],
    [String.raw`{"0":"it fails","message":"it fails","time":"2026-02-20T03:00:00.000Z"}`, 'it fails'],
    [String.raw`{"1":"two","message":"other","time":"2026-02-20T03:00:00.000Z"}`, 'two other'],
    [String.raw`{"1":"\u001b[31mred\u001b[39m\nand more","time":"2026-02-20T03:00:00.000Z"}`, 'red and more'],
  ])('reads the arguments in a line of tslog: %s', (written, text) => {
    expect(parseLine('a.log', written)).toMatchObject({ at: AT, text });
  });

  it('leaves no control character in the text, whatever a line holds', () => {
    const pieces = [
      '\u001B[31m',
      '\u001B',
      '\u009B1m',
      '\r',
      '\u0007',
      '{"1":"',
      String.raw`\u001b[0m`,
      '"}',
      'x',
      '"',
    ];
    let seed = 11;
    const next = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
    for (let run = 0; run < 2_000; run += 1) {
      const written = Array.from({ length: next(9) }, () => pieces[next(pieces.length)]).join('');
      expect(parseLine('a.log', written).text).not.toMatch(/(?!\t)\p{Cc}/u);
    }
  });
});
