import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findConfig } from '../../shared/config/index.ts';
import { readConfigFor, targetOf } from '../../shared/openclaw/index.ts';
import { judge } from './source.ts';

const CONFIG_MAP = readFileSync(new URL('../../../examples/configmap-openclaw.yaml', import.meta.url));

describe('judge', () => {
  const judged = (text: string | Buffer, key?: string) =>
    judge(Buffer.from(text), { path: 'f', ...(key === undefined ? {} : { key }) });
  const reasonOf = (text: string | Buffer, key?: string) => {
    const offer = judged(text, key);
    return offer.kind === 'refused' ? offer.reason : offer.kind;
  };

  it('extracts the configuration from a ConfigMap, every character of it', () => {
    const offer = judged(CONFIG_MAP);
    expect(offer.kind === 'accepted' && offer.text.toString()).toBe(findConfig(CONFIG_MAP.toString()).text);
  });

  it('accepts ${VAR} that only the gateway can fill in, whatever type the value has', () => {
    expect(judged('{ gateway: { port: "${PORT}" } }').kind).toBe('accepted');
    expect(judged('{ models: { providers: { main: { baseUrl: "${URL}" } } } }').kind).toBe('accepted');
  });

  it('rejects an error beside a ${VAR}', () => {
    expect(reasonOf('{ gateway: { host: "${HOST}", port: "x" } }')).toMatch(/^f: gateway\.port: /);
  });

  it('is judged as the gateway that was named reads it', () => {
    const text = Buffer.from('{ diagnostics: { otel: { timeoutMs: 5000 } } }');
    const kindFor = (release: string) =>
      judge(text, { path: 'f' }, (each) => readConfigFor(each, targetOf(release)).reading).kind;
    expect(kindFor('throughline')).toBe('accepted');
    expect(kindFor('openclaw/2026.2')).toBe('refused');
  });

  it('names path and reason of the first fault, and how many more there are', () => {
    expect(reasonOf('{ gateway: { port: "x" } }')).toBe(
      'f: gateway.port: invalid input: expected number, received string',
    );
    expect(reasonOf('{ gateway: { port: -1 }, diagnostics: { otel: { endpont: "" } } }')).toMatch(
      /^f: gateway\.port: .+ \(and 1 more\)$/,
    );
  });

  it('reports in one line why a text is not a configuration', () => {
    expect(reasonOf('{ "gateway": {')).toMatch(/^f: is not valid JSON5: .+ at 1:15$/);
    expect(reasonOf('')).toBe('f: is neither JSON5 nor YAML with settings in it');
    expect(reasonOf(CONFIG_MAP, 'other.json')).toBe(
      'f: it has no entry "other.json"; it has "openclaw.json"',
    );
    expect(reasonOf(Buffer.from([0x7b, 0xff, 0x7d]))).toBe('f: it is not UTF-8 text');
  });

  it('accepts keys that a gateway ignores', () => {
    expect(judged('{ gateway: {}, ui: { theme: "dark" } }').kind).toBe('accepted');
  });
});
