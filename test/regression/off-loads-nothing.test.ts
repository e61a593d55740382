import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const SERVICE = new URL('../../extensions/diagnostics-otel/service.ts', import.meta.url).href;
const CONFIG = new URL('../../src/shared/config/index.ts', import.meta.url).href;

/** Starts the plugin's service in a separate process. @returns the loaded OpenTelemetry packages */
async function loadedBy(otel: object): Promise<string[]> {
  const script = `
    import { createRequire } from 'node:module';
    const { OtelService } = await import(${JSON.stringify(SERVICE)});
    const { parseConfig } = await import(${JSON.stringify(CONFIG)});
    const logger = { debug() {}, info() {}, warn() {}, error() {} };
    const api = { registerTelemetry() {}, onDiagnosticEvent: () => () => {}, keep: (_, create) => create() };
    const { config } = parseConfig(${JSON.stringify(JSON.stringify({ diagnostics: { enabled: true, otel } }))}, {});
    const service = new OtelService(api, {});
    await service.start({ config, logger, stateDir: '/nowhere' });
    await service.stop();
    const paths = Object.keys(createRequire(${JSON.stringify(SERVICE)}).cache);
    console.log(JSON.stringify(paths.map((path) => /@opentelemetry[\\\\/]([^\\\\/]+)/.exec(path)?.[1]).filter(Boolean)));
  `;
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--import',
    'tsx',
    '--input-type=module',
    '--eval',
    script,
  ]);
  return [...new Set(JSON.parse(stdout) as string[])];
}

describe('the plugin diagnostics-otel', () => {
  it('loads no OpenTelemetry package if telemetry is off', async () => {
    expect(await loadedBy({ enabled: false, endpoint: 'http://127.0.0.1:1' })).toEqual([]);
  });

  it('loads only the packages for metrics if only metrics are on', async () => {
    const loaded = await loadedBy({ enabled: true, endpoint: 'http://127.0.0.1:1' });
    expect(loaded).toEqual(expect.arrayContaining(['sdk-metrics', 'exporter-metrics-otlp-proto']));
    expect(loaded.filter((name) => /^(?:sdk|exporter)-(?:trace|logs)/.test(name))).toEqual([]);
  });
});
