import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readOpenClawHome } from './home.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'openclaw-home-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (path: string, content: object | string): void => {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
};
const plugin = (at: string, dependencies: object = {}): void => {
  write(`${at}/openclaw.plugin.json`, { id: 'diagnostics-otel', configSchema: {} });
  write(`${at}/package.json`, { name: '@openclaw/diagnostics-otel', version: '2026.2.19', dependencies });
};
const read = (path = folder): ReturnType<typeof readOpenClawHome> => readOpenClawHome(path, {});

describe('the folder of an OpenClaw', () => {
  it('can be named as the home or as the state folder', () => {
    write('.openclaw/openclaw.json', {
      gateway: { port: 18_801, auth: { token: 'abc' } },
      logging: { file: join(folder, 'gateway.log') },
    });
    write('gateway.log', '');
    const expected = {
      state: join(folder, '.openclaw'),
      log: join(folder, 'gateway.log'),
      gateway: { url: 'http://127.0.0.1:18801', token: 'abc' },
      package: undefined,
      plugin: undefined,
    };
    expect(read()).toMatchObject(expected);
    expect(read(join(folder, '.openclaw'))).toMatchObject(expected);
  });

  it('can be the package alone, whose bundled plugin is found with the packages that Node does not find', () => {
    write('package.json', { name: 'openclaw', version: '2026.2.19' });
    plugin('extensions/otel', {
      '@opentelemetry/api': '^1',
      '@opentelemetry/exporter-metrics-otlp-http': '^0',
    });
    write('node_modules/@opentelemetry/api/package.json', {});
    expect(read()).toMatchObject({
      state: undefined,
      config: undefined,
      package: { path: folder, version: '2026.2.19' },
      plugin: {
        path: join(folder, 'extensions/otel'),
        origin: 'bundled',
        version: '2026.2.19',
        missing: ['@opentelemetry/exporter-metrics-otlp-http'],
        wire: 'json',
      },
    });
  });

  it('finds the package by the lines of its log, and prefers a plugin of the state folder to the bundled one', () => {
    write('.openclaw/openclaw.json', { gateway: {}, logging: { file: join(folder, 'gateway.log') } });
    write('lib/openclaw/package.json', { name: 'openclaw', version: '2026.9.6' });
    plugin('lib/openclaw/extensions/diagnostics-otel');
    plugin('.openclaw/npm/projects/x/node_modules/@openclaw/diagnostics-otel', {
      '@opentelemetry/exporter-metrics-otlp-proto': '^0',
    });
    const line = { _meta: { path: { fullFilePath: `file://${folder}/lib/openclaw/dist/entry.js:1:1` } } };
    write('gateway.log', `${JSON.stringify(line)}\n`);
    expect(read()).toMatchObject({
      package: { path: join(folder, 'lib/openclaw'), version: '2026.9.6' },
      plugin: { origin: 'global', wire: 'protobuf' },
    });
  });

  it('may have the plugin of this project, which needs no package and sends protobuf', () => {
    write('.openclaw/openclaw.json', { gateway: {} });
    plugin('.openclaw/extensions/diagnostics-otel');
    write('.openclaw/extensions/diagnostics-otel/package.json', { name: '@throughline/diagnostics-otel' });
    expect(read().plugin).toMatchObject({ origin: 'global', isOwn: true, wire: 'protobuf', missing: [] });
  });

  it('has no package by a log into which two of them wrote', () => {
    write('.openclaw/openclaw.json', { gateway: {}, logging: { file: join(folder, 'gateway.log') } });
    for (const at of ['a', 'b'])
      write(`${at}/openclaw/package.json`, { name: 'openclaw', version: `2026.${at === 'a' ? 2 : 9}.1` });
    const lines = ['a', 'b'].map((at) =>
      JSON.stringify({
        _meta: { path: { fullFilePath: `file://${folder}/${at}/openclaw/dist/entry.js:1:1` } },
      }),
    );
    write('gateway.log', lines.join('\n'));
    expect(read().package).toBeUndefined();
    write('gateway.log', lines[1] ?? '');
    expect(read().package?.version).toBe('2026.9.1');
  });

  it('that has nothing of OpenClaw ends with one sentence', () => {
    expect(() => read()).toThrow('is no folder of OpenClaw');
    expect(() => read(join(folder, 'absent'))).toThrow('is no folder of OpenClaw');
  });

  it('has no token where the configuration refers to a variable', () => {
    write('openclaw.json', '{ gateway: { auth: { token: "${TOKEN}" } } }');
    expect(read().gateway).toEqual({ url: 'http://127.0.0.1:18789', token: undefined });
  });
});
