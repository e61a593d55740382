import { describe, expect, it } from 'vitest';
import { knowsKey, targetOf } from '../../shared/openclaw/index.ts';
import { MESSAGES } from '../../shared/failure-modes/generated/messages.ts';
import { forRelease } from './release-words.ts';

const TEXTS = [
  'raise diagnostics.otel.timeoutMs and flushIntervalMs',
  'set diagnostics.otel.sessionKey to "drop" or "hash", or raise diagnostics.otel.seriesLimit',
  ...MESSAGES.flatMap(({ fix, queryFix = '' }) => [fix, queryFix]),
];

describe('the words of a fix', () => {
  it.each(['openclaw/2026.2', 'openclaw/2026.9', '2026.4.29'])(
    'name no key that %s does not know',
    (release) => {
      const target = targetOf(release);
      const line = target?.product === 'openclaw' ? target.release.nearest : 'openclaw/2026.2';
      for (const text of TEXTS.map((each) => forRelease(each, target))) {
        for (const [, key = ''] of text.matchAll(/diagnostics\.otel\.(\w+)/g))
          expect([text, knowsKey(line, ['diagnostics', 'otel', key])]).toEqual([text, true]);
      }
      expect(forRelease(TEXTS[0] ?? '', target)).toBe(
        'raise OTEL_EXPORTER_OTLP_TIMEOUT (milliseconds) and flushIntervalMs',
      );
    },
  );

  it("stay for this project's gateway, and say whose key it is where no release is known", () => {
    expect(TEXTS.map((text) => forRelease(text, targetOf('throughline')))).toEqual(TEXTS);
    expect(forRelease(TEXTS[0] ?? '', undefined)).toContain("(a key of this project's gateway");
    expect(forRelease('set diagnostics.otel.endpoint', undefined)).toBe('set diagnostics.otel.endpoint');
  });
});
