import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { generatedFiles } from '../../scripts/generated.ts';
import { createTranslator } from '../translate/index.ts';
import { expectedMetrics } from './expected.ts';
import { contractJsonSchema } from './json-schema.ts';
import { parseContract } from './parse.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const published = readdirSync(new URL('contracts/', root)).map((name) => `contracts/${name}`);
const validate = new Ajv2020().compile(contractJsonSchema());

const PROMETHEUS = {
  flavour: 'prometheus',
  version: { major: 3, minor: 5, patch: 3 },
  settings: {},
} as const;

describe('generated files', () => {
  it.each([...generatedFiles()])('%s is as the code has it; if not: npm run generate', (path, text) => {
    expect(read(path)).toBe(text);
  });
});

describe('published contracts', () => {
  it.each(published)('%s can be read, and holds for the JSON Schema', (path) => {
    expect(parseContract(read(path)).metrics).toHaveLength(18);
    expect([validate(parseYaml(read(path))), validate.errors]).toEqual([true, null]);
  });

  it('of OpenClaw 2026.2 gives the names that its unit makes of five histograms', () => {
    const contract = parseContract(read('contracts/openclaw-2026.2.yaml'));
    const doubled = expectedMetrics(contract, PROMETHEUS)
      .map(({ prometheus }) => prometheus)
      .filter((name) => name.endsWith('_ms_milliseconds'));
    expect(doubled).toEqual([
      'openclaw_run_duration_ms_milliseconds',
      'openclaw_webhook_duration_ms_milliseconds',
      'openclaw_message_duration_ms_milliseconds',
      'openclaw_queue_wait_ms_milliseconds',
      'openclaw_session_stuck_age_ms_milliseconds',
    ]);
    expect(createTranslator(PROMETHEUS).labelName('openclaw.token')).toBe('openclaw_token');
  });
});

describe('the JSON Schema', () => {
  it.each([
    ['without a name for a metric', { metrics: [{ kind: 'gauge' }] }],
    ['without metrics', { metrics: [] }],
    ['with a kind that there is not', { metrics: [{ otlp: 'a', kind: 'meter' }] }],
    ['with an interval without unit', { flushInterval: '30', metrics: [{ otlp: 'a', kind: 'gauge' }] }],
  ])('refuses a contract %s, as the parser does', (_, part) => {
    const contract = { schema: 'throughline.contract/1', name: 'x', ...part };
    expect(validate(contract)).toBe(false);
    expect(() => parseContract(JSON.stringify(contract))).toThrow('is no throughline.contract/1');
  });
});
