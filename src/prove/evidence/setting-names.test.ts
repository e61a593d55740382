import { describe, expect, it } from 'vitest';
import { MESSAGES } from '../../shared/failure-modes/generated/messages.ts';
import { forOwner, settingName } from './setting-names.ts';

const TEXTS = MESSAGES.flatMap(({ fix, queryFix = '' }) => [fix, queryFix]);

describe('forOwner', () => {
  it.each(['service', 'collector', 'remote write'] as const)(
    'leaves no setting of the gateway in the known fixes of a %s',
    (owner) => {
      const foreign = TEXTS.map((text) => forOwner(text, owner)).filter((text) =>
        /diagnostics\.|openclaw|\bgateway\b/i.test(text),
      );
      expect(foreign).toEqual([]);
    },
  );

  it('keeps the text for the gateway', () => {
    expect(TEXTS.map((text) => forOwner(text, 'gateway'))).toEqual(TEXTS);
  });

  it('names the variable of the SDKs for a service', () => {
    expect(forOwner('set diagnostics.otel.endpoint to the receiver', 'service')).toBe(
      `set ${settingName('endpoint', 'service')} to the receiver`,
    );
  });
});
