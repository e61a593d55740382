import { describe, expect, it } from 'vitest';
import { addToYamlMap } from './yaml-map.ts';

const LABELS = ['metadata', 'labels'];
const labelled = (text: string, document = 0): string | undefined =>
  addToYamlMap(text, document, LABELS, 'shown', '1');

describe('addToYamlMap', () => {
  it('adds an entry behind the last one, and leaves comments', () => {
    expect(labelled('metadata:\n  labels:\n    a: b # why\ndata: {}\n')).toBe(
      'metadata:\n  labels:\n    a: b # why\n    shown: "1"\ndata: {}\n',
    );
  });

  it('makes a map that is not there, in the document that is meant', () => {
    expect(labelled('a: 1\n---\nmetadata:\n  name: x\n', 1)).toBe(
      'a: 1\n---\nmetadata:\n  name: x\n  labels:\n    shown: "1"\n',
    );
  });

  it('changes nothing that is written in one line, or there already', () => {
    expect(labelled('metadata: { labels: { a: b } }\n')).toBeUndefined();
    expect(labelled('metadata:\n  labels:\n    shown: "0"\n')).toBeUndefined();
  });
});
