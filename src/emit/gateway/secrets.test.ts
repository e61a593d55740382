import { describe, expect, it } from 'vitest';
import { configOf } from '../../../test/support/gateway-context.ts';
import { Redactor, secretsIn } from './secrets.ts';

const config = configOf({
  gateway: { auth: { token: 'gateway-token' } },
  models: { providers: { main: { baseUrl: 'http://m/v1', apiKey: 'api"key' } } },
  channels: { telegram: { webhookToken: 'hook-token', botToken: '12:bot-token' } },
  diagnostics: { otel: { headers: { 'X-Any': 'header-value' }, sessionKey: 'plain' } },
});

describe('secretsIn', () => {
  it('finds every credential of a configuration, and nothing else', () => {
    expect(secretsIn(config).toSorted()).toEqual([
      '12:bot-token',
      'api"key',
      'gateway-token',
      'header-value',
      'hook-token',
    ]);
  });
});

describe('Redactor', () => {
  it('masks a secret in a sentence, in a URL and inside JSON', () => {
    const redactor = new Redactor();
    redactor.learn(config);
    expect(redactor.redact('GET /bot12%3Abot-token/x hook-token')).toBe('GET /bot***/x ***');
    expect(redactor.redact(JSON.stringify({ msg: 'api"key' }))).toBe('{"msg":"***"}');
  });
});
