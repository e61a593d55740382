import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serverForTest } from './for-tests.ts';

const silent = { step: () => {}, detail: () => {}, end: () => {} };
let empty: string;

beforeEach(async () => {
  empty = await mkdtemp(join(tmpdir(), 'throughline-machine-'));
});
afterEach(() => rm(empty, { recursive: true }));

/** A machine with no server and no Go on it. */
const machine = (env: NodeJS.ProcessEnv) => ({
  env: { PATH: empty, THROUGHLINE_CACHE: empty, ...env },
  home: empty,
  platform: 'linux',
  arch: 'x64',
});

describe('serverForTest', () => {
  it('builds nothing outside CI, and names the command that would', async () => {
    expect(await serverForTest('prometheus@2.53', machine({}), silent)).toEqual({
      here: false,
      why: 'Prometheus 2.53.3 is not on this machine; to get it: npm run servers -- prometheus@2.53',
    });
  });

  it('fails in CI if the server cannot be built', async () => {
    await expect(serverForTest('prometheus', machine({ CI: 'true' }), silent)).rejects.toMatchObject({
      fault: 'go-missing',
      message: expect.stringMatching(
        /^Prometheus 3\.5\.3 was not built: .*set PROMETHEUS_BIN to a prometheus/,
      ),
    });
  });

  it('fails everywhere if the variable names a binary that does not work', async () => {
    const PROMETHEUS_BIN = join(empty, 'prometheus');
    await expect(serverForTest('prometheus', machine({ PROMETHEUS_BIN }), silent)).rejects.toMatchObject({
      fault: 'bad-binary',
      message: expect.stringMatching(
        /^PROMETHEUS_BIN names no server that works: .*\/prometheus does not run.*\nName another, or unset PROMETHEUS_BIN\.$/,
      ),
    });
  });
});
