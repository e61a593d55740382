import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { NODE_PROGRAM_IDS } from '../../testbed/cluster/node/index.ts';
import { programSpec } from '../../testbed/servers/index.ts';
import { CI_STAGES, FULL_STAGES, runsTest, stageOfTest } from './stages.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const testFiles = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
  .map((path) => `test/${path.replaceAll('\\', '/')}`)
  .filter((path) => path.endsWith('.test.ts') && !/^test\/(?:vectors|ci|wild|corpus)\//.test(path));

/** Ids in `describeWithServer('prometheus', …)`, `describeWithServers(['mimir', …], …)` and their likes for programs and nodes. */
function serversOf(path: string): string[] {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const calls = [
    ...text.matchAll(/describeWith(Servers?|Programs|Node(?:Programs)?)\(\s*(\[[^\]]*\]|'[^']*')/g),
  ];
  return calls.flatMap(([, what = '', ids = '']) => [
    ...[...ids.matchAll(/'([^']+)'/g)].map(([, id = '']) => programSpec(id).id),
    ...(what.startsWith('Node') ? [...NODE_PROGRAM_IDS, 'kubectl'] : []),
  ]);
}

describe('the stages of a run', () => {
  it('have different names', () => {
    const names = FULL_STAGES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('name servers that the table knows', () => {
    for (const { servers } of FULL_STAGES)
      for (const id of servers) expect(() => programSpec(id)).not.toThrow();
  });

  it.each(testFiles)('run %s, with the servers that it needs', (path) => {
    const stage = stageOfTest(path);
    expect(stage, 'no stage runs it').toBeDefined();
    const there = new Set((stage?.servers ?? []).map((id) => programSpec(id).id));
    expect(serversOf(path).filter((id) => !there.has(id))).toEqual([]);
  });

  it.each(testFiles)('run %s once, in a full run too', (path) => {
    const named = (stages: typeof CI_STAGES): string[] =>
      stages.filter((stage) => runsTest(stage, path)).map(({ name }) => name);
    expect(named(CI_STAGES)).toHaveLength(1);
    expect(named(FULL_STAGES)).toEqual(named(CI_STAGES));
  });

  it('run every npm script that exists', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    for (const stage of [...CI_STAGES, ...FULL_STAGES])
      for (const [script = ''] of stage.scripts ?? []) expect(Object.keys(scripts)).toContain(script);
  });

  it('are planned for less than 65 minutes in CI', () => {
    expect(CI_STAGES.reduce((sum, { minutes }) => sum + minutes, 0)).toBeLessThan(65);
  });
});
