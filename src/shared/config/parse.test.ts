import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { findConfig } from './document.ts';
import { configJsonSchema } from './json-schema.ts';
import { parseConfig, parseText } from './parse.ts';

const CONFIG_MAP = readFileSync(
  new URL('../../../examples/configmap-openclaw.yaml', import.meta.url),
  'utf8',
);

function reading(config: unknown, env?: Record<string, string>) {
  return parseConfig(JSON.stringify(config), env);
}

function errorsOf(config: unknown, env?: Record<string, string>): string[] {
  const found = reading(config, env);
  return found.ok ? [] : found.errors.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

/** The shape of an OpenClaw 2026.2 deployment: much of it is for features that are not here. */
const OPENCLAW = {
  meta: { lastTouchedVersion: '2026.2.19' },
  logging: { level: 'info', redactSensitive: 'tools' },
  gateway: {
    mode: 'local',
    bind: 'lan',
    port: 18_789,
    auth: { mode: 'token', token: 'x'.repeat(32) },
    controlUi: { enabled: true, basePath: '/openclaw' },
    trustedProxies: ['10.0.0.0/8'],
    reload: { mode: 'hybrid', debounceMs: 300 },
  },
  agents: {
    defaults: {
      workspace: '/home/node/workspace',
      model: { primary: 'litellm/large', fallbacks: ['litellm/small'] },
      models: { 'litellm/large': { alias: 'large' } },
      maxConcurrent: 4,
      compaction: { mode: 'safeguard' },
    },
    list: [{ id: 'main', default: true, identity: { name: 'Claw' } }],
  },
  models: {
    mode: 'merge',
    providers: {
      litellm: {
        baseUrl: 'http://litellm.ai.svc:4000/v1',
        apiKey: 'sk-1',
        api: 'openai-completions',
        models: [
          {
            id: 'large',
            name: 'Large',
            reasoning: false,
            input: ['text', 'image'],
            cost: { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 },
            contextWindow: 200_000,
            maxTokens: 8_192,
          },
        ],
      },
    },
  },
  messages: { ackReactionScope: 'group-mentions' },
  commands: { native: 'auto' },
  session: { dmScope: 'per-channel-peer', reset: { mode: 'idle', idleMinutes: 60 } },
  channels: {
    discord: { enabled: true, token: 'discord-token', groupPolicy: 'allowlist', guilds: { '1': {} } },
    telegram: { enabled: true, botToken: '12:abc', dmPolicy: 'pairing', allowFrom: ['1'] },
  },
  cron: { enabled: true, maxConcurrentRuns: 2, webhookToken: 'hook-token' },
  tools: { exec: { host: 'gateway' } },
  plugins: { entries: { discord: { enabled: true }, telegram: { enabled: true } }, installs: {} },
  diagnostics: {
    enabled: true,
    flags: ['telegram.http'],
    otel: {
      enabled: true,
      endpoint: 'http://prometheus-k8s.monitoring.svc:9090/api/v1/otlp',
      protocol: 'http/protobuf',
      serviceName: 'openclaw',
      traces: false,
      metrics: true,
      logs: false,
      flushIntervalMs: 30_000,
    },
  },
};

describe('parseConfig', () => {
  it('loads the configuration of an OpenClaw 2026.2, and names each key that does nothing here, once', () => {
    const found = reading(OPENCLAW);
    expect(found).toMatchObject({ ok: true, config: { gateway: { port: 18_789 } } });
    const ignored = found.ok ? found.warnings.map(({ path }) => path.join('.')) : [];
    expect(ignored).toEqual(
      expect.arrayContaining([
        'tools',
        'gateway.bind',
        'agents.list',
        'diagnostics.flags',
        'cron.maxConcurrentRuns',
      ]),
    );
    expect(new Set(ignored).size).toBe(ignored.length);
  });

  it('names the nearest known key of one that it does not know', () => {
    const found = reading({
      sesion: {},
      queue: { maxDept: 3 },
      models: { providers: { m: { baseUrl: 'http://m', apikey: '' } } },
    });
    const texts = found.ok ? found.warnings.map(({ message }) => message) : [];
    expect(texts).toEqual(
      expect.arrayContaining([
        'unknown key "sesion"; did you mean "session"?',
        'unknown key "maxDept"; did you mean "maxDepth"?',
        'unknown key "apikey"; did you mean "apiKey"?',
      ]),
    );
  });

  it('takes an unknown key of diagnostics.otel as an error: it would silence the telemetry', () => {
    expect(errorsOf({ diagnostics: { otel: { enabledd: true } } })).toEqual([
      'diagnostics.otel.enabledd: unknown key "enabledd"; did you mean "enabled"?',
    ]);
  });

  it('takes keys that newer releases of OpenClaw have', () => {
    const otel = {
      metricsEndpoint: 'http://p/v1/metrics',
      captureContent: { inputMessages: true },
      metricNamePrefix: '',
    };
    expect(errorsOf({ diagnostics: { otel } })).toEqual([]);
  });

  it('replaces references by the environment, and names each variable that is not set', () => {
    const config = {
      gateway: { auth: { token: '${A}-$${B}' } },
      channels: { webhook: { webhookToken: '${C}' } },
    };
    expect(reading(config, { A: 'a', C: 'c' })).toMatchObject({
      ok: true,
      config: { gateway: { auth: { token: 'a-${B}' } }, channels: { webhook: { webhookToken: 'c' } } },
    });
    expect(errorsOf(config, { A: 'a' })).toEqual([
      'channels.webhook.webhookToken: needs the environment variable C, which is not set; set it, or write $${C} for that very text',
    ]);
  });

  it('validates the rest of a file whose environment is not known', () => {
    const found = parseConfig(findConfig(CONFIG_MAP).text);
    expect(found.ok).toBe(true);
    expect(found.unset.map(({ variable }) => variable)).toContain('OPENCLAW_MODEL_BASE_URL');
  });

  it('names a variable that is not set once, whatever else is wrong with its value', () => {
    expect(errorsOf({ models: { providers: { main: { baseUrl: '${URL}' } } } }, {})).toEqual([
      expect.stringContaining('models.providers.main.baseUrl: needs the environment variable URL'),
    ]);
  });

  it('raises a flush interval below one second to one second', () => {
    expect(reading({ diagnostics: { otel: { flushIntervalMs: 5 } } })).toMatchObject({
      config: { diagnostics: { otel: { flushIntervalMs: 1_000 } } },
    });
  });
});

describe('parseText', () => {
  it('says on which line JSON5 breaks', () => {
    expect(parseText('{\n  a: 1,\n  b c\n}')).toEqual({
      ok: false,
      message: expect.stringMatching(/^is not valid JSON5: .*3:5/),
    });
  });

  it('reads YAML too', () => {
    expect(parseText('gateway:\n  port: 1\n')).toEqual({ ok: true, value: { gateway: { port: 1 } } });
  });

  it.each([
    ['a: [1', /not valid YAML/],
    ['just words', /neither/],
  ])('says what is wrong with %s', (text, message) => {
    expect(parseText(text)).toMatchObject({ ok: false, message: expect.stringMatching(message) });
  });
});

describe('configJsonSchema', () => {
  it('is a schema that other tools can use, with every setting described by the same rules', () => {
    const validate = new Ajv2020({ strict: false }).addFormat('uri', /^\w+:/).compile(configJsonSchema());
    expect(validate({ gateway: { port: 1 }, queue: { maxDepth: 3 } })).toBe(true);
    expect(validate({ gateway: { port: 'x' } })).toBe(false);
    expect(validate({ diagnostics: { otel: { endpont: 'http://p' } } })).toBe(false);
  });
});
