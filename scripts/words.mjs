// Finds words that readers stumble over, with the plain term beside each: in sources, docs, test titles and recorded
// output. With paths, looks at these alone. The list below is the one place that knows them.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** A pattern, and what to write instead. */
const AVOIDED = [
  [/(?<![a-z])[Mm]end(?:s|ed|ing)?(?![a-z])|[a-z]Mend(?:s|ed|ing)?(?![a-z])/, 'fix'],
  [/\banew\b/i, 'again'],
  [/\bwitness(?:es)?\b/i, 'source'],
  [
    /\bst(?:ands?|ood|anding) (?:behind|between|before|in the way|beside|for itself)\b/i,
    'depends on, is between, comes before',
  ],
  [/\b(?:tells?|told)\b/i, 'report, show, say'],
  [/\bof (?:its|their|his|her|our|your|my|one's) own\b/i, 'its own X, a separate X, by itself'],
  [/\bby (?:its|their)sel(?:f|ves) alone\b/i, 'alone'],
  [/\bthe hand that\b/i, 'who'],
  [/\bwhat came of\b/i, 'the result of'],
  [/\bsays nothing of\b/i, 'does not cover'],
  [/\b(?:narrator|stor(?:y|ies) (?:backend|fault))\b/i, 'demo, progress'],
  [/\bthe lab's story\b|\bthe story\b|\ba story\b/i, 'the demo'],
  [/\bhitherto|\bthereof|\bwhereof|\bwherein|\btherein|\bhereby|\bthereby|\blest\b/i, 'plain words'],
  [/\bthe seed(?:'s)?\b/i, 'name what is meant: the example ConfigMap, the expected names'],
  [/\bFILL IN\b/, 'the text that `npm run new:check` asks for'],
];

/** Files that must keep such a word, and why. */
const EXEMPT = new Map([
  ['scripts/words.mjs', 'it is the list'],
  ['scripts/new-check.mjs', 'it finds the blanks of a new check'],
  ['scripts/new-check-files.mjs', 'it holds the blanks of a new check'],
  ['test/integration/new-check.test.ts', 'it fills in the blanks of a new check'],
]);

/** Generated or recorded by others: their words are not ours. */
const FOREIGN = /^(?:package-lock\.json|test\/vectors\/.*\.json|test\/scenarios\/.*\.log|LICENSE)$/;

const given = process.argv.slice(2);
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', ...given], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => /\.(?:ts|mjs|js|md|ya?ml|json5?|txt|sh)$|^\.ci\//.test(path))
  .filter((path) => !FOREIGN.test(path) && !EXEMPT.has(path));

let count = 0;
for (const path of files) {
  let text;
  try {
    text = readFileSync(join(root, path), 'utf8');
  } catch {
    continue; // Deleted, and not committed yet.
  }
  for (const [index, line] of text.split('\n').entries()) {
    for (const [pattern, instead] of AVOIDED) {
      const found = pattern.exec(line)?.[0];
      if (found === undefined) continue;
      count += 1;
      console.error(`${path}:${index + 1}: "${found}": write ${instead}`);
    }
  }
}
if (count > 0) {
  console.error(`${count} places in ${files.length} files; the list of words is in scripts/words.mjs`);
  process.exitCode = 1;
}
