import { describe, expect, it } from 'vitest';
import { recognizeGateway } from './gateway-kind.ts';
import type { HttpAnswer, HttpSource } from './http.ts';

type Pages = Readonly<Record<string, readonly [status: number, body: string, type?: string]>>;

/** A server with these pages, and 404 for any other. */
const serving = (pages: Pages): HttpSource =>
  ({
    get: async (path: string): Promise<HttpAnswer> => {
      const [status, body, type = 'text/plain'] = pages[path] ?? [404, 'Not Found'];
      return { status, body, headers: { 'content-type': type } };
    },
  }) as unknown as HttpSource;

const page = (attributes: string): string =>
  `<!doctype html><html ${attributes} lang="en"><head><title>OpenClaw Control</title></head></html>`;

describe('what responds at the address of a gateway', () => {
  it('is a gateway of this project by its status, also where that refuses the token', async () => {
    const status = JSON.stringify({ schema: 'throughline.status/1' });
    expect((await recognizeGateway(serving({ '/api/status': [200, status] }))).name).toBe('throughline');
    expect((await recognizeGateway(serving({ '/api/status': [401, '{"ok":false}'] }))).name).toBe(
      'throughline',
    );
  });

  it('is an OpenClaw of 2026.2 where each path responds with its page', async () => {
    const html: Pages[string] = [200, page(''), 'text/html'];
    expect(await recognizeGateway(serving({ '/api/status': html, '/': html }))).toMatchObject({
      name: 'openclaw',
      version: undefined,
    });
  });

  it('is an OpenClaw of 2026.9 by its page, which names the version, or by /healthz without that page', async () => {
    const build = page(
      'data-openclaw-control-ui-build-id="2026.9.6-release-eb377ac59e6c-2026-09-23T16-33-12.144Z"',
    );
    expect(await recognizeGateway(serving({ '/': [200, build, 'text/html'] }))).toMatchObject({
      name: 'openclaw',
      version: '2026.9.6',
    });
    const live = '{"ok":true,"status":"live"}';
    expect(await recognizeGateway(serving({ '/healthz': [200, live] }))).toMatchObject({
      name: 'openclaw',
      version: undefined,
    });
  });

  it('is another server in any other case, with what it responded', async () => {
    expect(await recognizeGateway(serving({}))).toEqual({
      name: 'other',
      saw: '/api/status responded with 404, text/plain',
    });
    const other: Pages[string] = [200, '<title>Grafana</title>', 'text/html'];
    expect((await recognizeGateway(serving({ '/api/status': other, '/': other }))).name).toBe('other');
  });
});
