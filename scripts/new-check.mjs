// `npm run new:check network/foo` writes a check with everything that a check needs: its test, its scenario and its
// Japanese title. It then runs the generators and lists what is left to fill in.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BLANKS, filesOf, titleLine } from './new-check-files.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const CHECKS = 'src/prove/checks';
const TITLES = 'src/prove/report/titles-ja.ts';
const read = (path) => readFileSync(join(root, path), 'utf8');

class UsageError extends Error {}

/** @returns the link and the rest of the name */
function parseName(name) {
  if (name === undefined) throw new UsageError('usage: npm run new:check LINK/NAME, such as network/foo');
  if (!/^[a-z]+\/[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name))
    throw new UsageError(
      `${name} is not a name of a check: write LINK/NAME in lower case, with hyphens, such as network/grpc-port`,
    );
  const [link, rest] = name.split('/');
  const links = linksInOrder();
  if (!links.includes(link))
    throw new UsageError(`there is no link ${link}; the links are ${links.join(', ')}`);
  return { link, rest };
}

function linksInOrder() {
  const list = /LINKS = \[([^\]]*)\]/.exec(read('src/shared/protocol/report.ts'))?.[1] ?? '';
  return [...list.matchAll(/'(\w+)'/g)].map(([, link]) => link);
}

/** The id after the last one of the link. An id that was used once is never used again. */
function nextId(link) {
  const prefix = `TL${linksInOrder().indexOf(link) + 1}`;
  const folder = join(root, CHECKS, link);
  const declared = existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => !file.endsWith('.test.ts'))
        .map((file) => /^ {2}id: '(TL\d+)',$/m.exec(read(`${CHECKS}/${link}/${file}`))?.[1])
    : [];
  const retired = [...read(`${CHECKS}/retired.ts`).matchAll(/TL\d+/g)].map(([id]) => id);
  const numbers = [...declared, ...retired]
    .filter((id) => id?.startsWith(prefix) && id.length === 5)
    .map((id) => Number(id.slice(3)));
  const next = Math.max(0, ...numbers) + 1;
  if (next > 99) throw new UsageError(`${prefix}99 is taken: the link ${link} has no id left`);
  return `${prefix}${String(next).padStart(2, '0')}`;
}

function refuseExisting(name, paths) {
  const existing = paths.find((path) => existsSync(join(root, path)));
  if (existing === undefined) return;
  const id = existing.endsWith(`${name}.ts`) ? /^ {2}id: '(TL\d+)',$/m.exec(read(existing))?.[1] : undefined;
  throw new UsageError(
    `${existing} exists already${id === undefined ? '' : `: ${name} is ${id}`}; choose another name`,
  );
}

/** The titles are sorted by id. */
function withTitle(text, id) {
  const lines = text.split('\n');
  const after = lines.findIndex((line) => (/^ {2}(TL\d+):/.exec(line)?.[1] ?? '') > id || line === '};');
  return lines.toSpliced(after, 0, titleLine(id)).join('\n');
}

/** Where each blank is, with what to write there the first time that it comes up. */
function blanksIn(paths) {
  const explained = new Set();
  const hintOf = (blank) => {
    if (explained.has(blank)) return '';
    explained.add(blank);
    return `: ${BLANKS[blank]}`;
  };
  return paths.flatMap((path) =>
    read(path)
      .split('\n')
      .flatMap((line, index) =>
        [...line.matchAll(/FILL IN ([a-z]+)/g)].map(
          ([marker, blank]) => `  ${path}:${index + 1}: ${marker}${hintOf(blank)}`,
        ),
      ),
  );
}

function main(name) {
  const { link, rest } = parseName(name);
  const id = nextId(link);
  const files = filesOf({ link, rest, name, id });
  refuseExisting(name, Object.keys(files));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    console.log(`wrote ${path}`);
  }
  writeFileSync(join(root, TITLES), withTitle(read(TITLES), id));
  console.log(`wrote the line of ${id} in ${TITLES}`);
  execFileSync('npm', ['run', '--silent', 'generate'], { cwd: root, stdio: 'inherit' });

  const blanks = blanksIn([...Object.keys(files), TITLES]);
  const slug = `${link}-${rest}`;
  console.log(`
${name} is ${id}. The same marker stands for the same text. Fill in:
${blanks.join('\n')}

It reads the gateway's configuration file. Where it needs another source or evidence, change "needs" and the condition,
and give the scenario that source (docs/guide/scenarios.md). Where it can name a failure mode, add the number to "modes"
(src/shared/failure-modes/failure-modes.yaml). Then run:
  npm run generate
  npx vitest run --project unit ${CHECKS}/${name} ${CHECKS}/checks.test.ts src/prove/report/words.test.ts
  node dist/src/cli/main.js lab run test/scenarios/${slug}`);
}

try {
  main(process.argv[2]);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
