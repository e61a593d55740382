import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../src/shared/catalog/index.ts';
import { startBackend } from '../../testbed/servers/index.ts';
import { throughline } from './throughline.ts';
import { describeWithServer } from './with-server.ts';

/** A temporary folder of its own, so that what a story leaves behind shows. */
async function tell(backend: string): Promise<{ code: number; stdout: string; left: string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'story-test-'));
  const { code, stdout, stderr } = await throughline(['lab', 'story', '--backend', backend], {
    env: { TMPDIR: folder },
  });
  return { code, stdout: stdout + stderr, left: await readdir(folder) };
}

function expectTold({ code, stdout, left }: Awaited<ReturnType<typeof tell>>): void {
  expect(stdout).toContain('diagnostics-otel is off: bundled (disabled by default)');
  expect(stdout).toContain('broken: 0 of 18 metrics arrived');
  expect(stdout).toContain('arriving: 18 of 18 metrics arrived');
  expect(stdout).toContain('none was dropped');
  expect(code).toBe(0);
  expect(left).toEqual([]);
}

describe('the story on the embedded receiver', () => {
  it('goes from broken to arriving, and leaves nothing behind', async () => {
    expectTold(await tell('embedded'));
  });

  it('can be told twice at once', async () => {
    for (const told of await Promise.all([tell('embedded'), tell('embedded')])) expectTold(told);
  });
});

await describeWithServer('prometheus', 'the story on Prometheus', (server) => {
  it('can be told twice at once and once more on one server, which then holds exactly the 18 names', async () => {
    const prometheus = await startBackend(server);
    try {
      for (const told of await Promise.all([tell(prometheus.url), tell(prometheus.url)])) expectTold(told);
      expectTold(await tell(prometheus.url));
      const selector = encodeURIComponent('{job="openclaw"}');
      const answer = await fetch(`${prometheus.url}/api/v1/label/__name__/values?match[]=${selector}`);
      const { data } = (await answer.json()) as { data: string[] };
      expect(data.toSorted()).toEqual(namesOfTheSeed());
    } finally {
      await prometheus.stop();
    }
  });
});

await describeWithServer('victoriametrics', 'the story on VictoriaMetrics', (server) => {
  it('goes from broken to arriving, twice in a row', async () => {
    const victoriaMetrics = await startBackend(server);
    try {
      expectTold(await tell(victoriaMetrics.url));
      expectTold(await tell(victoriaMetrics.url));
    } finally {
      await victoriaMetrics.stop();
    }
  });
});

/** Section 4 of the seed, written out by its own rule and not by the code under test. */
function namesOfTheSeed(): string[] {
  return CATALOGUE.flatMap(({ name, kind }) => {
    const escaped = name.replaceAll('.', '_');
    return kind === 'counter'
      ? [`${escaped}_total`]
      : ['bucket', 'count', 'sum'].map((part) => `${escaped}_${part}`);
  }).toSorted();
}
