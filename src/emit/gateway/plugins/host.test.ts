import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configOf, readableContext } from '../../../../test/support/gateway-context.ts';
import { DiagnosticBus, type DiagnosticEvent } from '../../diagnostics/index.ts';
import { PluginHost } from './host.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'plugin-host-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

interface PluginText {
  readonly folder?: string;
  readonly manifest?: object;
  readonly entry?: string;
}

function plugin(
  place: string,
  id: string,
  code: string,
  { folder = id, manifest, entry }: PluginText = {},
): void {
  const at = join(dir, place, folder);
  mkdirSync(at, { recursive: true });
  const described = manifest ?? { id, configSchema: { type: 'object', additionalProperties: false } };
  writeFileSync(join(at, 'openclaw.plugin.json'), JSON.stringify(described));
  const extensions = [entry ?? './index.mjs'];
  writeFileSync(join(at, 'package.json'), JSON.stringify({ openclaw: { extensions } }));
  writeFileSync(join(at, 'index.mjs'), code);
}

const BUNDLED = 'bundled';
const WORKSPACE = join('work', '.openclaw', 'extensions');
const GLOBAL = join('home', '.openclaw', 'extensions');

function hostOf() {
  const { log, lines } = readableContext();
  const bus = new DiagnosticBus((error) => lines.push(`bus: ${String(error)}`));
  const places = {
    workspaceDir: join(dir, 'work'),
    homeDir: join(dir, 'home'),
    bundledDir: join(dir, BUNDLED),
  };
  return {
    host: new PluginHost({ places, stateDir: dir, bus, log, receive: async () => ({ accepted: true }) }),
    bus,
    lines,
  };
}

const on = (...ids: string[]) =>
  configOf({ plugins: { entries: Object.fromEntries(ids.map((id) => [id, { enabled: true }])) } });

const event: DiagnosticEvent = { type: 'webhook.answered', source: 'webhook', status: 202, durationMs: 1 };

const SERVICE = `export function register(api) {
  api.registerService({ id: 's', start: () => globalThis.pluginLog.push('start'), stop: () => globalThis.pluginLog.push('stop') });
}`;
const shared = globalThis as unknown as { pluginLog: unknown[] };
beforeEach(() => {
  shared.pluginLog = [];
});

describe('PluginHost', () => {
  it('leaves a bundled plugin disabled without an entry, and starts it when it gets one', async () => {
    plugin(BUNDLED, 'p', SERVICE);
    const { host } = hostOf();
    await host.apply(configOf());
    expect(host.statuses()).toMatchObject([
      { id: 'p', origin: 'bundled', state: 'disabled', reason: 'bundled (disabled by default)' },
    ]);
    await host.apply(on('p'));
    expect(host.statuses()).toMatchObject([{ state: 'started', services: [{ id: 's', state: 'started' }] }]);
    await host.apply(configOf());
    expect(host.statuses()).toMatchObject([{ state: 'disabled' }]);
    expect(shared.pluginLog).toEqual(['start', 'stop']);
  });

  it("uses the first plugin of an id: from the config's paths, the workspace, the home folder, the bundle", async () => {
    for (const place of ['extra', WORKSPACE, GLOBAL, BUNDLED])
      plugin(place, 'p', 'export function register() {}');
    const { host } = hostOf();
    await host.apply(configOf({ plugins: { load: { paths: [join(dir, 'extra')] } } }));
    expect(host.statuses().map(({ origin, state, reason }) => [origin, state, reason])).toEqual([
      ['config', 'loaded', ''],
      ['workspace', 'disabled', 'overridden by config plugin'],
      ['global', 'disabled', 'overridden by config plugin'],
      ['bundled', 'disabled', 'overridden by config plugin'],
    ]);
  });

  it.each([
    ['at import', `throw new Error('boom')`, 'boom'],
    ['a module missing', `import 'no-such-module-here'`, 'no-such-module-here'],
    ['in register', `export function register() { throw new Error('boom') }`, 'boom'],
    ['no register', `export const x = 1`, 'exports no function "register"'],
    [
      'in start',
      `export function register(api) { api.registerService({ id: 's', start() { throw new Error('boom') } }) }`,
      'service "s": boom',
    ],
    [
      'in start, later',
      `export function register(api) { api.registerService({ id: 's', start: async () => { throw new Error('boom') } }) }`,
      'service "s": boom',
    ],
  ])('survives a plugin that fails %s', async (_, code, message) => {
    plugin(BUNDLED, 'bad', code);
    plugin(BUNDLED, 'good', SERVICE);
    const { host } = hostOf();
    await host.apply(on('bad', 'good'));
    expect(host.statuses()).toMatchObject([
      { id: 'bad', enabled: true, state: 'failed', error: expect.stringContaining(message) },
      { id: 'good', state: 'started' },
    ]);
    await host.stop();
  });

  it('survives a stop and a listener that fail, at once or later', async () => {
    plugin(
      BUNDLED,
      'bad',
      `export function register(api) {
        api.onDiagnosticEvent(() => { throw new Error('at once') });
        api.onDiagnosticEvent(async () => { throw new Error('later') });
        api.registerService({ id: 's', start() {}, stop() { throw new Error('at stop') } });
      }`,
    );
    const { host, bus, lines } = hostOf();
    await host.apply(on('bad'));
    bus.emit(event);
    await turn();
    await host.stop();
    for (const what of ['at once', 'later', 'at stop']) {
      expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^\\[bad\\] .*${what}$`)));
    }
  });

  it('warns about a `register` that returns a promise, and does not wait for it', async () => {
    plugin(BUNDLED, 'p', `export function register() { return new Promise(() => {}) }`);
    const { host, lines } = hostOf();
    await host.apply(on('p'));
    expect(host.statuses()).toMatchObject([{ state: 'loaded' }]);
    expect(lines).toContainEqual(expect.stringContaining('make it synchronous'));
  });

  it.each([
    ['no id', { manifest: { configSchema: {} }, folder: 'p' }, 'openclaw.plugin.json is not valid: id'],
    ['no configSchema', { manifest: { id: 'p' } }, 'openclaw.plugin.json is not valid: configSchema'],
    ['a bad configSchema', { manifest: { id: 'p', configSchema: { type: 'x' } } }, 'not a valid JSON Schema'],
    ['an entry that is not there', { entry: './none.js' }, 'the entry file ./none.js does not exist'],
    ['an entry outside', { entry: '../other/index.mjs' }, 'lies outside'],
  ] as const)('refuses a package with %s', async (_, text, message) => {
    plugin(BUNDLED, 'other', 'export function register() {}');
    plugin(BUNDLED, 'p', 'export function register() {}', text);
    const { host } = hostOf();
    await host.apply(on('p'));
    expect(host.statuses().find(({ id }) => id === 'p')).toMatchObject({
      state: 'failed',
      error: expect.stringContaining(message),
    });
  });

  it("treats an unknown key in a plugin's config as an error", async () => {
    plugin(BUNDLED, 'p', SERVICE);
    const { host } = hostOf();
    await host.apply(configOf({ plugins: { entries: { p: { enabled: true, config: { hots: 'x' } } } } }));
    expect(host.statuses()).toMatchObject([
      { state: 'failed', error: 'plugins.entries.p.config: unknown key "hots"' },
    ]);
  });

  it('warns once about an entry for an unknown plugin, with the nearest known one', async () => {
    plugin(BUNDLED, 'diagnostics-otel', SERVICE);
    const { host, lines } = hostOf();
    await host.apply(on('diagnostic-otel'));
    await host.apply(on('diagnostic-otel'));
    expect(lines).toEqual([
      'plugins.entries.diagnostic-otel: no plugin of that id is found; did you mean "diagnostics-otel"?',
    ]);
    expect(host.warnings).toEqual(lines);
  });

  it('restarts a plugin only when its part of the configuration has changed', async () => {
    plugin(BUNDLED, 'p', SERVICE);
    const { host } = hostOf();
    await host.apply(on('p'));
    await host.apply(
      configOf({ plugins: { entries: { p: { enabled: true } } }, session: { stuckAfterMs: 1 } }),
    );
    expect(shared.pluginLog).toEqual(['start']);
    await host.apply(
      configOf({ plugins: { entries: { p: { enabled: true } } }, diagnostics: { enabled: true } }),
    );
    expect(shared.pluginLog).toEqual(['start', 'stop', 'start']);
  });

  it("keeps the plugin's state and all events across a restart of the plugin", async () => {
    plugin(
      BUNDLED,
      'p',
      `export function register(api) {
        const kept = api.keep('seen', () => ({ count: 0 }));
        globalThis.pluginLog[0] = kept;
        let end;
        api.registerService({
          id: 's',
          start() { end = api.onDiagnosticEvent(() => { kept.count += 1 }) },
          async stop() { end(); await new Promise((resolve) => setTimeout(resolve, 30)) },
        });
      }`,
    );
    const { host, bus } = hostOf();
    await host.apply(on('p'));
    bus.emit(event);
    const applied = host.apply(
      configOf({ plugins: { entries: { p: { enabled: true } } }, diagnostics: { enabled: true } }),
    );
    await turn();
    bus.emit(event);
    await applied;
    bus.emit(event);
    expect(shared.pluginLog[0]).toEqual({ count: 3 });
  });
});
