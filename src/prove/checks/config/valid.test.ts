import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { deployed } from '../../../../test/support/deployed.ts';
import { targetOf } from '../../../shared/openclaw/index.ts';
import { readConfigFile } from '../../sources/index.ts';
import { configValid } from './valid.ts';

const withConfig = (change: (text: string) => string) => deployed({ 'configmap-openclaw.yaml': change });

describe('config/valid', () => {
  it('passes on the configuration of deploy/', async () => {
    expect((await configValid.runWith(deployed())).status).toBe('pass');
  });

  it('fails on a misspelt telemetry key, with its line and the nearest key', async () => {
    const sources = withConfig((text) => text.replace('"flushIntervalMs"', '"flushIntervallMs"'));
    const outcome = await configValid.runWith(sources);
    expect(outcome).toMatchObject({ status: 'fail', message: expect.stringContaining('flushIntervalMs') });
    const line = sources.config.file.split('\n')[(outcome.location?.line ?? 0) - 1];
    expect(line).toContain('flushIntervallMs');
  });

  it('fails on a file that does not parse', async () => {
    const outcome = await configValid.runWith(
      withConfig((text) => text.replace('"diagnostics": {', '"diagnostics": ')),
    );
    expect(outcome).toMatchObject({ status: 'fail', fix: { kind: 'manual' } });
  });
});

describe('config/valid for a release of OpenClaw', () => {
  const judge = (otel: string, release?: string, meta = '') => {
    const text = `{ ${meta} diagnostics: { enabled: true, otel: { ${otel} } } }`;
    const document = { text, key: null, configMap: null, secret: null, firstLine: 1, onOneLine: false };
    const config = {
      ...deployed().config,
      path: 'openclaw.json',
      document: { ...document, replace: String },
    };
    const target = release === undefined ? undefined : targetOf(release);
    return configValid.runWith({ config, ...(target ? { release: target } : {}) });
  };

  it.each([
    ['openclaw/2026.2', 'metricsEndpoint: "http://a/v1/metrics"', 'fail'],
    ['openclaw/2026.9', 'metricsEndpoint: "http://a/v1/metrics"', 'pass'],
    ['throughline', 'timeoutMs: 5000', 'pass'],
    ['openclaw/2026.2', 'timeoutMs: 5000', 'fail'],
    ['openclaw/2026.9', 'seriesLimit: 5000', 'fail'],
    ['openclaw/2026.2', 'protocol: "grpc"', 'pass'],
    ['openclaw/2026.9', 'protocol: "grpc"', 'fail'],
  ])('of %s, %s: %s', async (release, otel, status) => {
    expect(await judge(otel, release)).toMatchObject({ status });
  });

  it('is not sure of a release whose package was not read, but of a key that no release has', async () => {
    expect(await judge('metricsEndpoint: "http://a"', '2026.2.26')).toMatchObject({
      status: 'unknown',
      message: expect.stringContaining(
        'the package of 2026.2.26 was not read; that of 2026.2.19 is the nearest',
      ),
    });
    expect((await judge('timeoutMs: 5000', '2026.2.26')).status).toBe('fail');
  });

  it("does not call settings of this project's plugin invalid: it has the id of the bundled one", async () => {
    const own = 'plugins: { entries: { "diagnostics-otel": { enabled: true, config: { timeoutMs: 5 } } } },';
    expect((await judge('enabled: true', 'openclaw/2026.2', own)).status).not.toBe('fail');
  });

  it('does not call a file invalid whose keys are those of no release that was read: one between may have them', async () => {
    const keys =
      'agents: { defaults: { memorySearch: { provider: "x" }, experimental: { localModelLean: true } } },';
    const token = 'gateway: { auth: { token: { source: "env", provider: "default", id: "TOKEN" } } },';
    expect(await judge('enabled: true', undefined, keys + token)).toMatchObject({
      status: 'unknown',
      message: expect.stringContaining('no release that is known takes it: --release says which is meant'),
    });
    expect((await judge('enabledd: true', undefined, keys + token)).status).toBe('fail');
    expect((await judge('enabled: "yes"', undefined, keys + token)).status).toBe('fail');
  });

  it('takes the release that last wrote the file, and says so', async () => {
    const outcome = await judge('timeoutMs: 5000', undefined, 'meta: { lastTouchedVersion: "2026.9.6" },');
    expect(outcome).toMatchObject({
      status: 'fail',
      message: 'diagnostics.otel.timeoutMs unknown key "timeoutMs" (OpenClaw 2026.9.6)',
    });
    expect(JSON.stringify(outcome.evidence)).toContain('meta.lastTouchedVersion: OpenClaw 2026.9.6');
  });

  it('takes what any release takes where none is known, and names the ones that refuse it', async () => {
    expect(await judge('timeoutMs: 5000')).toMatchObject({
      status: 'pass',
      message: expect.stringContaining(
        "of this project's gateway; OpenClaw 2026.2 and OpenClaw 2026.9 would refuse it",
      ),
    });
    expect((await judge('nothing: 1')).status).toBe('fail');
  });

  it('refuses YAML, which OpenClaw does not read', async () => {
    const config = deployed().config;
    const document = { ...config.document, text: 'diagnostics:\n  enabled: true\n' };
    const release = targetOf('openclaw/2026.9');
    expect(
      await configValid.runWith({ config: { ...config, document }, ...(release ? { release } : {}) }),
    ).toMatchObject({
      status: 'fail',
      message: 'the file is YAML; OpenClaw reads JSON5 (OpenClaw 2026.9)',
    });
  });
});

describe('config/valid with $include', () => {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-include-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const judge = (files: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const release = targetOf('openclaw/2026.9');
    const config = readConfigFile(join(folder, 'openclaw.json'));
    return configValid.runWith({ config, ...(release ? { release } : {}) });
  };
  const root = '{ gateway: { port: 18789 }, diagnostics: { $include: "./telemetry.json5" } }';

  it('judges what the files hold together', async () => {
    const telemetry = '{ enabled: true, otel: { enabled: true, endpoint: "http://a:4318" } }';
    expect((await judge({ 'openclaw.json': root, 'telemetry.json5': telemetry })).status).toBe('pass');
    const wrong = await judge({ 'openclaw.json': root, 'telemetry.json5': '{ otel: { timeoutMs: 1 } }' });
    expect(wrong).toMatchObject({
      status: 'fail',
      message: expect.stringContaining('unknown key "timeoutMs"'),
    });
  });

  it('does not judge a file that is not here, and fails on one that OpenClaw would not read', async () => {
    const away = root.replace('./telemetry.json5', './away.json5');
    expect((await judge({ 'openclaw.json': away })).status).toBe('unknown');
    const outside = root.replace('./telemetry.json5', '../../etc/hostname');
    expect((await judge({ 'openclaw.json': outside })).status).toBe('fail');
  });
});
