import { describe, expect, it } from 'vitest';
import { MESSAGES } from './generated/messages.ts';
import { lokiFilters } from './loki-filter.ts';
import { knownLogLine } from './match.ts';
import { writeResponse } from './push-report.ts';

/** JavaScript has no (?is) at the beginning; it has flags. */
const filters = lokiFilters().map((filter) => new RegExp(filter.replace('(?is)', ''), 'is'));
const isSent = (line: string): boolean => filters.every((filter) => filter.test(line));

describe('lokiFilters', () => {
  it('let every line pass that is known', () => {
    const texts = MESSAGES.flatMap(({ reveals }) => [
      ...reveals.flatMap(({ text }) => text ?? []),
      ...reveals.flatMap(({ statuses = [] }) => statuses.map((status) => `failed with ${status}`)),
      ...reveals.flatMap(({ codes = [] }) => codes.map((code) => code.replace('*', 'WRONG_VERSION_NUMBER'))),
    ]);
    const lines = texts.flatMap((text) => [text, `push: ${text}`, `${text} (export)`]);
    const known = lines.filter((line) => knownLogLine(line) !== undefined);
    expect(known.length).toBeGreaterThan(150);
    expect(known.filter((line) => !isSent(line))).toEqual([]);
  });

  it.each(['quota exceeded', 'not ready', 'label name of a series', 'gzip: invalid header'])(
    'let a reported response pass whose words are known in responses only: %s',
    (text) => {
      const line = `traces do not arrive at http://prom/v1/traces: ${writeResponse({ status: 409, text })}.`;
      expect(knownLogLine(line)).toBeDefined();
      expect(isSent(line)).toBe(true);
    },
  );

  it.each([
    'gateway listens on http://127.0.0.1:18789',
    '2026-11-27T03:37:51.760Z [gateway] restart mode: full process restart (spawned pid 27331)',
    '[plugins] diagnostics-otel: something new happened',
    'metrics arrive again at http://prom/v1/metrics, after 2 failed pushes',
    'http://prom/v1/metrics accepted the first push of metrics',
  ])('let a status line of the gateway pass: %s', (line) => {
    expect(isSent(line)).toBe(true);
  });

  it.each(['user alice exported 3 notes', 'GET /users/401 200', 'push notification sent'])(
    'leave out what has no meaning here: %s',
    (line) => {
      expect(isSent(line)).toBe(false);
    },
  );
});
