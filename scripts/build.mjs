// Compiles src, extensions and testbed into dist, puts each extension's manifests and the lock files of servers beside the code, and lets the
// workspace's throughline-lab lead to its part of dist. With --links, does the last alone. Without the folder testbed, as in
// the image's build, it compiles the rest.
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const hasLab = existsSync(join(root, 'testbed'));

if (!process.argv.includes('--links')) {
  rmSync(dist, { recursive: true, force: true });
  const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'));
  const tsc = join(typescript, 'bin', 'tsc');
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
  if (hasLab) {
    cpSync(join(root, 'testbed', 'servers', 'npm'), join(dist, 'testbed', 'servers', 'npm'), {
      recursive: true,
    });
  }
  // npm sets it on install only; npx goes on using the link that it made then.
  chmodSync(join(dist, 'src', 'cli', 'main.js'), 0o755);
  // Loaded here: --links runs where nothing is installed.
  const { buildOpenClawPlugin } = await import('./openclaw-plugin.mjs');
  await buildOpenClawPlugin(root);
}

if (hasLab) {
  const lab = join(root, 'testbed', 'dist');
  rmSync(lab, { recursive: true, force: true });
  mkdirSync(lab, { recursive: true });
  writeFileSync(join(lab, 'index.js'), `export * from '../../dist/testbed/index.js';\n`);
}
