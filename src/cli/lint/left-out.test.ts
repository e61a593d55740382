import { expect, it } from 'vitest';
import { leftOut } from './left-out.ts';

it('names the files of a folder that are neither dashboards nor rules in one line, the named ones one by one', () => {
  const inFolder = Array.from({ length: 12 }, (_, at) => `rules/other-${at}.yaml`);
  const sentences = leftOut({ others: ['a.json', ...inFolder], unread: ['b.json is not valid JSON'] }, [
    'a.json',
    'b.json',
    'rules',
  ]);
  expect(sentences).toEqual([
    expect.stringMatching(
      /^left out, neither dashboard nor rules: rules\/other-0\.yaml, .*rules\/other-9\.yaml, and 2 more$/,
    ),
    'a.json contains neither a dashboard nor rules',
    'left out: b.json is not valid JSON',
  ]);
});
