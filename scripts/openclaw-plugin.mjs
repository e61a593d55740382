// Bundles src/emit/openclaw into dist/openclaw-plugin: a folder and a tarball that `openclaw plugins install` takes.
// The bundle is CommonJS: packages of OpenTelemetry require others in a way that an ES module cannot.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/** No module is there for what its evaluation does: one of which nothing is used is left out. */
const NO_SIDE_EFFECTS = {
  name: 'no-side-effects',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /./ }, async ({ path, pluginData, ...options }) => {
      if (pluginData === 'resolved' || options.kind === 'entry-point') return undefined;
      const found = await resolve(path, { ...options, pluginData: 'resolved' });
      return { ...found, sideEffects: false };
    });
  },
};

/** @param {string} root of the checkout, in which dist/src is built */
export async function buildOpenClawPlugin(root) {
  const { version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const { OWN_SETTINGS } = await import(join(root, 'dist/src/emit/openclaw/settings.js'));
  const { TELEMETRY_PLUGIN: id } = await import(join(root, 'dist/src/shared/config/enable-state.js'));
  const { schemaAt } = await import(join(root, 'dist/src/shared/config/json-schema.js'));
  const out = join(root, 'dist', 'openclaw-plugin');
  const folder = join(out, id);
  rmSync(out, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [join(root, 'dist/src/emit/openclaw/index.js')],
    outfile: join(folder, 'plugin.cjs'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    define: { PLUGIN_VERSION: JSON.stringify(version) },
    legalComments: 'eof',
    plugins: [NO_SIDE_EFFECTS],
    logLevel: 'warning',
  });
  const write = (name, value) => writeFileSync(join(folder, name), `${JSON.stringify(value, null, 2)}\n`);
  write('package.json', {
    name: `@throughline/${id}`,
    version,
    description:
      "Exports OpenClaw's telemetry to Prometheus and others: OTLP as protobuf, zero starts, a ledger",
    license,
    type: 'module',
    openclaw: { extensions: ['./index.js'] },
  });
  write('openclaw.plugin.json', {
    id,
    name: 'Throughline telemetry',
    description:
      'Records diagnostic events as 18 metrics and pushes them over OTLP, as diagnostics.otel says.',
    version,
    // Releases of 2026.9 load no other plugin when the gateway starts; those of 2026.2 do not read it.
    activation: { onStartup: true },
    configSchema: {
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(
        Object.entries(OWN_SETTINGS).map(([key, own]) => [
          key,
          { ...schemaAt(['diagnostics', 'otel', key]), ...own },
        ]),
      ),
    },
  });
  copyFileSync(join(root, 'src/emit/openclaw/package/index.js'), join(folder, 'index.js'));
  copyFileSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  execFileSync('npm', ['pack', '--silent', '--pack-destination', out], { cwd: folder });
}
