import { describe, expect, it } from 'vitest';
import { selectorOf } from './api.ts';

describe('selectorOf', () => {
  it('matches one name exactly, with the labels', () => {
    expect(selectorOf(['openclaw_tokens_total'], { job: 'openclaw' })).toBe(
      '{__name__="openclaw_tokens_total",job="openclaw"}',
    );
  });

  it('matches several names by a regular expression with escaped dots', () => {
    expect(selectorOf(['openclaw.tokens', 'up'], {})).toBe(String.raw`{__name__=~"openclaw\\.tokens|up"}`);
  });

  it('does not escape a letter outside ASCII: RE2 rejects the whole query for it', () => {
    expect(selectorOf(['größe', 'up'], {})).toBe('{__name__=~"größe|up"}');
  });

  it('quotes a UTF-8 label name', () => {
    expect(selectorOf([], { 'service.name': 'openclaw' })).toBe('{"service.name"="openclaw"}');
  });
});
