import { describe, expect, it } from 'vitest';
import { isSecretName, isSecretVariable, maskSecrets, maskUrl, showsSecret } from './secrets.ts';

const SECRET = 's3cr3t-value';

describe('isSecretName', () => {
  it.each([
    'token',
    'botToken',
    'apiKey',
    'api_key',
    'api-key',
    'x-api-key',
    'clientSecret',
    'password',
    'passwd',
    'authorization',
    'Set-Cookie',
    'X-Scope-OrgID',
  ])('is true for %s', (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  it.each(['sessionKey', 'maxTokens', 'secretName', 'endpoint'])('is false for %s', (name) => {
    expect(isSecretName(name)).toBe(false);
  });
});

describe('isSecretVariable', () => {
  it.each([
    'OTEL_EXPORTER_OTLP_HEADERS',
    'OTEL_EXPORTER_OTLP_METRICS_HEADERS',
    'OTEL_EXPORTER_OTLP_CLIENT_KEY',
    'ANTHROPIC_API_KEY',
    'GATEWAY_TOKEN',
    'DB_PASSWORD',
    'CLIENT_SECRET_FILE',
  ])('is true for %s', (name) => {
    expect(isSecretVariable(name)).toBe(true);
  });

  it.each(['OTEL_EXPORTER_OTLP_ENDPOINT', 'HTTPS_PROXY', 'NO_PROXY'])('is false for %s', (name) => {
    expect(isSecretVariable(name)).toBe(false);
  });
});

describe('maskSecrets', () => {
  it.each([
    [`Authorization: Bearer ${SECRET}`, 'Authorization: Bearer ***'],
    [`authorization=Basic ${SECRET}==`, 'authorization=Basic ***'],
    [`got "Bearer ${SECRET}"`, 'got "Bearer ***"'],
    [`POST http://user:${SECRET}@host/v1/metrics failed`, 'POST http://***@host/v1/metrics failed'],
    [`{"msg":"refused","token":"${SECRET}"}`, '{"msg":"refused","token":"***"}'],
    [`{\\"token\\":\\"${SECRET}\\"}`, '{\\"token\\":\\"***\\"}'],
    [`x-api-key: ${SECRET}`, 'x-api-key: ***'],
    [`X-Scope-OrgID: ${SECRET}`, 'X-Scope-OrgID: ***'],
    [`apiKey: '${SECRET}'`, "apiKey: '***'"],
    [`password=${SECRET}&user=me`, 'password=***&user=me'],
    [`passwd: ${SECRET}`, 'passwd: ***'],
    [`"password": "two words ${SECRET}"`, '"password": "***"'],
    [`"password": " ${SECRET}"`, '"password": "***"'],
    [`"password": "with \\"quotes\\" ${SECRET}"`, '"password": "***"'],
    [
      `{\\"token\\":\\"${SECRET}\\",\\"msg\\":\\"refused\\"}`,
      '{\\"token\\":\\"***\\",\\"msg\\":\\"refused\\"}',
    ],
    [`"secret": "it's ${SECRET}"`, '"secret": "***"'],
    [`cookie: ${SECRET}`, 'cookie: ***'],
    ['sk-abcdefgh12345678 is wrong', '*** is wrong'],
    ['glsa_abcdefgh12345678', '***'],
    ['eyJhbGciOiJI.eyJzdWIi.c2lnbmF0dXJl', '***'],
    // A part of it is written out.
    [`token: \${PREFIX}${SECRET}`, 'token: ***'],
    [`Bearer \${PREFIX}${SECRET}`, 'Bearer ***'],
  ])('masks the credential in %s', (text, masked) => {
    expect(maskSecrets(text)).toBe(masked);
    expect(showsSecret(text)).toBe(true);
    expect(maskSecrets(masked)).toBe(masked);
  });

  it.each([
    '"token": "${OPENCLAW_GATEWAY_TOKEN}"',
    "apiKey: '${KEY}', baseUrl: 'http://model/v1'",
    'token: ${TOKEN}',
    '"authorization": "Bearer ${TOKEN}"',
    'automountServiceAccountToken: false',
    '"token": null',
    '"token": ""',
    '"secret": {',
    'maxTokens: 4096',
    'secretName: grafana',
    '{"sessionKey":"main"}',
    'http://prometheus:9090/api/v1/otlp?x=1',
    'the token was refused',
  ])('leaves %s as it is', (text) => {
    expect(maskSecrets(text)).toBe(text);
    expect(showsSecret(text)).toBe(false);
  });
});

describe('maskUrl', () => {
  it.each([
    ['http://me:secret@p/v1/metrics?key=secret', 'http://***:***@p/v1/metrics?key=***'],
    ['http://me@p/v1', 'http://***@p/v1'],
    ['http://p:9090/v1/metrics', 'http://p:9090/v1/metrics'],
    ['http://proxy:3128', 'http://proxy:3128'],
    ['me:secret@proxy:3128', '***@proxy:3128'],
    ['proxy:3128', 'proxy:3128'],
    ['.svc,.cluster.local', '.svc,.cluster.local'],
    // No URL: the password has a slash.
    ['http://me:sec/ret@proxy:3128', 'http://***@proxy:3128'],
    ['me:sec/ret@proxy:3128', '***@proxy:3128'],
  ])('shows %s as %s', (url, shown) => {
    expect(maskUrl(url)).toBe(shown);
  });
});
