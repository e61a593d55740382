import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findConfig } from './document.ts';
import { parseConfig } from './parse.ts';

const CONFIG_MAP = readFileSync(new URL('../../deploy/configmap-openclaw.yaml', import.meta.url), 'utf8');

describe('parseConfig', () => {
  it('judges a file away from its environment, and lists what only that can fill in', () => {
    const reading = parseConfig(findConfig(CONFIG_MAP).text);
    expect(reading.ok).toBe(true);
    expect(reading.unset.map(({ variable }) => variable)).toContain('OPENCLAW_MODEL_BASE_URL');
  });

  it('asks for a variable that is not set where the environment is known', () => {
    const reading = parseConfig('{ gateway: { auth: { token: "${TOKEN}" } } }', {});
    expect(reading).toMatchObject({ ok: false, errors: [{ path: ['gateway', 'auth', 'token'] }] });
    expect(parseConfig('{ gateway: { auth: { token: "${TOKEN}" } } }', { TOKEN: 'x' })).toMatchObject({
      ok: true,
      config: { gateway: { auth: { token: 'x' } } },
    });
  });

  it('refuses an unknown key in diagnostics.otel and names the one that was meant', () => {
    expect(parseConfig('{ diagnostics: { otel: { endpont: "http://x" } } }')).toMatchObject({
      ok: false,
      errors: [{ message: 'unknown key "endpont"; did you mean "endpoint"?' }],
    });
  });

  it('passes over an unknown key elsewhere with a warning', () => {
    expect(parseConfig('{ gatway: {}, gateway: { port: 1 } }')).toMatchObject({
      ok: true,
      config: { gateway: { port: 1 } },
      warnings: [{ path: ['gatway'] }],
    });
  });

  it.each([
    ['{ a: ', /not valid JSON5/],
    ['a: [1', /not valid YAML/],
    ['just words', /neither/],
    ['{ gateway: { port: "x" } }', /expected/],
  ])('says what is wrong with %s', (text, message) => {
    const reading = parseConfig(text);
    expect(reading.ok ? '' : reading.errors[0]?.message).toMatch(message);
  });
});
