import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readReport, type Report } from '../../src/shared/protocol/report.ts';
import { throughline } from '../harness/throughline.ts';

const TOKEN = 'glsa_of_the_test';
const folder = mkdtempSync(join(tmpdir(), 'grafana-test-'));
const seen: IncomingHttpHeaders[] = [];
/** Grafana's server is not available as a Go module. This one has its health page, and rejects requests without a token. */
const server = createServer((request, response) => {
  seen.push(request.headers);
  const isKnown = request.headers.authorization === `Bearer ${TOKEN}`;
  const answers: Readonly<Record<string, unknown>> = {
    '/api/health': { database: 'ok', version: '12.0.2' },
    '/api/datasources': isKnown ? [] : undefined,
    '/api/search': isKnown ? [] : undefined,
  };
  const body = answers[(request.url ?? '').split('?')[0] ?? ''];
  response.writeHead(body === undefined ? 401 : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body ?? { message: 'Unauthorized' }));
});

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

async function asked(env: Readonly<Record<string, string>>): Promise<Report['checks'][number] | undefined> {
  const { port } = server.address() as AddressInfo;
  writeFileSync(join(folder, 'throughline.yaml'), `grafana: { url: 'http://127.0.0.1:${port}' }\n`);
  seen.length = 0;
  const { stdout } = await throughline(['check', '-o', 'json'], { cwd: folder, env });
  expect(stdout).not.toContain(TOKEN);
  return readReport(stdout).checks.find(({ id }) => id === 'TL901');
}

describe('throughline check --grafana', () => {
  it('sends the token and the organization of the environment, and prints neither', async () => {
    const found = await asked({
      THROUGHLINE_GRAFANA_TOKEN: TOKEN,
      THROUGHLINE_GRAFANA_HEADERS: 'X-Grafana-Org-Id=2',
    });
    expect(found?.status).toBe('pass');
    expect(new Set(seen.map((headers) => headers['x-grafana-org-id']))).toEqual(new Set(['2']));
  });

  it('judges nothing without rights, and names the token to set', async () => {
    const found = await asked({});
    expect(found).toMatchObject({ status: 'unknown', message: expect.stringContaining('401') as string });
    expect(found?.message).toContain('THROUGHLINE_GRAFANA_TOKEN');
  });
});
