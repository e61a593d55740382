import { describe, expect, it } from 'vitest';
import { EditError } from './json.ts';
import { setYamlIn } from './yaml-stream.ts';

const TEXT = `# first
kind: A
---
kind: B # the second
spec:
  version: v3.5.0
---
kind: C
`;

describe('setYamlIn', () => {
  it('changes one document of a stream, and no other character', () => {
    expect(setYamlIn(TEXT, 1, ['spec', 'enableOTLPReceiver'], true)).toBe(
      TEXT.replace('v3.5.0\n', 'v3.5.0\n  enableOTLPReceiver: true\n'),
    );
    expect(setYamlIn(TEXT, 2, ['kind'], 'D')).toBe(TEXT.replace('kind: C', 'kind: D'));
    expect(setYamlIn(TEXT, 0, ['kind'], 'D')).toBe(TEXT.replace('kind: A', 'kind: D'));
  });

  it('rejects a document that is not there', () => {
    expect(() => setYamlIn(TEXT, 3, ['kind'], 'D')).toThrow(EditError);
  });
});
