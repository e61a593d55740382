import { describe, expect, it } from 'vitest';
import { appendToYamlList } from './yaml-list.ts';

const POLICY = `# Egress of the gateway.
kind: NetworkPolicy
spec:
  podSelector: {}  # every pod
  egress:
    # Names.
    - ports:
        - port: 53  # DNS
          protocol: UDP

    # Nothing else.
---
kind: Service
`;

const RULE = { to: [{ podSelector: {} }], ports: [{ port: 9090 }] };

describe('appendToYamlList', () => {
  it('adds an item after the last one, in the style of the list', () => {
    expect(appendToYamlList(POLICY, 0, ['spec', 'egress'], RULE)).toBe(
      POLICY.replace(
        'protocol: UDP\n',
        'protocol: UDP\n    - to:\n        - podSelector: {}\n      ports:\n        - port: 9090\n',
      ),
    );
  });

  it.each([
    [
      'an empty list',
      'spec:\n  egress: [] # none\n  x: 1\n',
      'spec:\n  egress:\n    - a: 1 # none\n  x: 1\n',
    ],
    [
      'a list that is not there',
      'spec:\n  x: 1\nmore: 2\n',
      'spec:\n  x: 1\n  egress:\n    - a: 1\nmore: 2\n',
    ],
    ['a file without a last newline', 'spec:\n  egress:\n  - b: 1', 'spec:\n  egress:\n  - b: 1\n  - a: 1\n'],
    [
      'a list that is not indented',
      'spec:\n  egress:\n  - b: 1\n  x: 1\n',
      'spec:\n  egress:\n  - b: 1\n  - a: 1\n  x: 1\n',
    ],
  ])('writes into %s', (_, text, changed) => {
    expect(appendToYamlList(text, 0, ['spec', 'egress'], { a: 1 })).toBe(changed);
  });

  it.each([
    ['a list in flow style', 'spec:\n  egress: [{ b: 1 }]\n'],
    ['JSON', '{ "spec": { "egress": [] } }'],
    ['a map in flow style', 'spec: {}\n'],
    ['a list by alias', 'base: &base\n  - b: 1\nspec:\n  egress: *base\n'],
    ['a document that is not there', ''],
  ])('does not change %s', (_, text) => {
    expect(appendToYamlList(text, 0, ['spec', 'egress'], { a: 1 })).toBeUndefined();
  });
});
