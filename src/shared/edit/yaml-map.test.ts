import { describe, expect, it } from 'vitest';
import { addToYamlMap } from './yaml-map.ts';

const LABELS = ['metadata', 'labels'];
const labelled = (text: string, document = 0): string | undefined =>
  addToYamlMap(text, document, LABELS, 'shown', '1');

describe('addToYamlMap', () => {
  it('adds an entry after the last one, and keeps comments', () => {
    expect(labelled('metadata:\n  labels:\n    a: b # why\ndata: {}\n')).toBe(
      'metadata:\n  labels:\n    a: b # why\n    shown: "1"\ndata: {}\n',
    );
  });

  it('creates a missing map, in the given document', () => {
    expect(labelled('a: 1\n---\nmetadata:\n  name: x\n', 1)).toBe(
      'a: 1\n---\nmetadata:\n  name: x\n  labels:\n    shown: "1"\n',
    );
  });

  it('does not change a map on one line, or an entry that exists', () => {
    expect(labelled('metadata: { labels: { a: b } }\n')).toBeUndefined();
    expect(labelled('metadata:\n  labels:\n    shown: "0"\n')).toBeUndefined();
  });
});
