// Compiles src and extensions into dist, and puts each extension's manifests beside its code.
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')], {
  stdio: 'inherit',
  cwd: root,
});

const extensions = join(root, 'extensions');
for (const name of readdirSync(extensions)) {
  if (!statSync(join(extensions, name)).isDirectory()) continue;
  for (const file of ['openclaw.plugin.json', 'package.json']) {
    cpSync(join(extensions, name, file), join(dist, 'extensions', name, file));
  }
}
