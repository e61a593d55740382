import { describe, expect, it } from 'vitest';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HttpSource } from '../http.ts';
import { PrometheusApi, selectorOf } from './api.ts';

async function askedAt(serves: (path: string) => boolean): Promise<{ paths: string[]; labels: unknown }> {
  const paths: string[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://localhost');
    paths.push(pathname);
    const found = serves(pathname);
    const data = { resultType: 'vector', result: [{ metric: { job: 'shop' } }] };
    response
      .writeHead(found ? 200 : 404)
      .end(found ? JSON.stringify({ status: 'success', data }) : 'not found');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const http = new HttpSource(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
    timeoutMs: 5_000,
  });
  try {
    const api = new PrometheusApi(http);
    const first = await api.vector('up', 0);
    return { paths, labels: [...first, ...(await api.vector('up', 0))] };
  } finally {
    await http.close();
    server.close();
  }
}

describe('PrometheusApi', () => {
  it('finds the API under /prometheus where the root of Mimir was given, and asks there from then on', async () => {
    const { paths, labels } = await askedAt((path) => path.startsWith('/prometheus/'));
    expect(labels).toEqual([{ job: 'shop' }, { job: 'shop' }]);
    expect(paths).toEqual(['/api/v1/query', '/prometheus/api/v1/query', '/prometheus/api/v1/query']);
  });

  it('reports the 404 of the given URL where there is no API under /prometheus either', async () => {
    await expect(askedAt(() => false)).rejects.toThrow('/api/v1/query answered 404');
  });
});

describe('selectorOf', () => {
  it('matches one name exactly, with the labels', () => {
    expect(selectorOf(['openclaw_tokens_total'], { job: 'openclaw' })).toBe(
      '{__name__="openclaw_tokens_total",job="openclaw"}',
    );
  });

  it('matches several names by a regular expression with escaped dots', () => {
    expect(selectorOf(['openclaw.tokens', 'up'], {})).toBe(String.raw`{__name__=~"openclaw\\.tokens|up"}`);
  });

  it('does not escape a letter outside ASCII: RE2 rejects the whole query for it', () => {
    expect(selectorOf(['größe', 'up'], {})).toBe('{__name__=~"größe|up"}');
  });

  it('quotes a UTF-8 label name', () => {
    expect(selectorOf([], { 'service.name': 'openclaw' })).toBe('{"service.name"="openclaw"}');
  });
});
