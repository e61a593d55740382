// Pages that people write, with a part that is generated: the part is between two markers.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @throws where the page lacks the markers `<!-- NAME -->` and `<!-- /NAME -->` */
export function withPart(page, name, part) {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`a page lacks the markers ${begin} and ${end}`);
  return `${page.slice(0, from + begin.length)}\n${part.trimEnd()}\n${page.slice(to)}`;
}

/** What `throughline check` prints about the example ConfigMap, without the list of what could not be checked. */
export function outputOfCheck(root) {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-generate-'));
  try {
    copyFileSync(join(root, 'examples', 'configmap-openclaw.yaml'), join(folder, 'configmap.yaml'));
    const args = [join(root, 'dist/src/cli/main.js'), 'check', '--config', 'configmap.yaml'];
    const text = run(args, folder);
    return `\`\`\`text\n${text.split('\n\ncould not be checked')[0]}\n\`\`\`\n`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The same with its verdict, the failing link and the fix alone. */
export function shortened(output) {
  const isKept = (line) => !/^ {2}[✓?–‼] |^ {15}|^checked from/.test(line);
  return output.split('\n').filter(isKept).join('\n');
}

/** A check that finds a fault exits with 1. */
function run(args, cwd) {
  try {
    return execFileSync(process.execPath, args, { cwd, encoding: 'utf8' });
  } catch (error) {
    if (error.status === 1) return error.stdout;
    throw error;
  }
}
