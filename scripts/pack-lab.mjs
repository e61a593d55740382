// Makes testbed/dist what the package throughline-lab ships: its own code, with the imports that leave it going to the
// package throughline. In a checkout these are relative, so that no package has to be linked to itself.
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const built = join(root, 'dist', 'testbed');
const packed = join(root, 'testbed', 'dist');

rmSync(packed, { recursive: true, force: true });
cpSync(built, packed, { recursive: true });
for (const path of readdirSync(packed, { recursive: true, encoding: 'utf8' })) {
  if (!path.endsWith('.js')) continue;
  const file = join(packed, path);
  const folder = dirname(join(built, path));
  const text = readFileSync(file, 'utf8').replaceAll(
    /((?:from|import)\s*\(?\s*['"])(\.{1,2}\/[^'"]+)(['"])/g,
    (whole, before, specifier, after) => {
      const target = relative(join(root, 'dist'), resolve(folder, specifier)).replaceAll('\\', '/');
      return target.startsWith('testbed/') ? whole : `${before}throughline/internal/${target}${after}`;
    },
  );
  writeFileSync(file, text);
}
