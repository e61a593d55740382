import { describe, expect, it } from 'vitest';
import {
  prometheusAnswers,
  recordedBackend,
  recordedServer,
} from '../../../../test/support/recorded-backend.ts';
import { HttpSource } from '../../sources/index.ts';
import { createBackendView } from '../../views/backend.ts';
import { receiverQueryApiResponds } from './query-api-responds.ts';

describe('receiver/query-api-responds', () => {
  it('passes where the backend shows its version', async () => {
    const outcome = await receiverQueryApiResponds.runWith({
      backend: await recordedBackend(prometheusAnswers()),
    });
    expect(outcome).toMatchObject({ status: 'pass', message: 'Prometheus 3.5.3' });
  });

  it.each([
    ['starting', { '/-/ready': { status: 503, body: 'Service Unavailable' } }, 503, 41, 'it is starting'],
    ['without its credentials', {}, 401, 38, 'it requires other credentials, or a tenant (401'],
    [
      'behind a prefix',
      { '/': { status: 302, location: '/prom' } },
      404,
      37,
      '/api/v1 does not exist, and / redirects to /prom',
    ],
  ])('fails where it is %s', async (_, answers, status, mode, message) => {
    const outcome = await receiverQueryApiResponds.runWith({
      backend: await recordedBackend(answers, status),
    });
    expect(outcome).toMatchObject({ status: 'fail', modes: [mode] });
    expect(outcome.message).toContain(message);
  });

  it('says how to query it where it speaks no TLS', async () => {
    const { url } = await recordedServer(prometheusAnswers(), 404, (data) => data);
    const http = new HttpSource(url.replace('http:', 'https:'), { timeoutMs: 5_000 });
    const outcome = await receiverQueryApiResponds.runWith({ backend: createBackendView(http) });
    expect(outcome).toMatchObject({ status: 'fail', modes: [31], fix: { kind: 'manual' } });
    expect(outcome.fix?.text).toContain('begin the URL of the server with http://');
    await http.close();
  });

  it('gives the fix for a query, not for a push', async () => {
    const outcome = await receiverQueryApiResponds.runWith({ backend: await recordedBackend({}, 401) });
    expect(outcome.fix?.text).toContain('THROUGHLINE_BACKEND_TOKEN');
  });

  it('passes where only queries work, and names what is assumed', async () => {
    const backend = await recordedBackend({ '/api/v1/query': { body: {} } });
    const outcome = await receiverQueryApiResponds.runWith({ backend });
    expect(outcome.status).toBe('pass');
    expect(outcome.evidence.map(({ saw }) => saw)).toContain(
      'it does not report its version; the rules of 3.5 are assumed',
    );
  });
});
