import { describe, expect, it } from 'vitest';
import { ExporterHealth } from './health.ts';

const ENDPOINT = 'http://prometheus:9090/api/v1/otlp/v1/metrics';
const SET_UP = Date.parse('2026-02-20T02:59:59Z');
const failure = (status: number | null, code: string | null = null) => ({
  at: '2026-02-20T03:00:00.000Z',
  message: `it answered ${status ?? code}`,
  status,
  code,
});

describe('the log of the exporter', () => {
  it('has one line for each kind of failure, however many pushes fail', () => {
    const health = new ExporterHealth('metrics', ENDPOINT, 30_000, SET_UP);
    const notices = [404, 404, null, 404, null].flatMap((status) =>
      health.failed(failure(status, status === null ? 'ECONNREFUSED' : null)),
    );
    expect(notices.map(({ message }) => message)).toEqual([
      `metrics do not arrive at ${ENDPOINT}: it answered 404. Tried again every 30 s, nothing recorded is lost`,
      `metrics do not arrive at ${ENDPOINT}: it answered ECONNREFUSED. Tried again every 30 s, nothing recorded is lost`,
    ]);
  });

  it('has another line for a failure that returns after a recovery', () => {
    const health = new ExporterHealth('metrics', ENDPOINT, 30_000, SET_UP);
    health.failed(failure(404));
    expect(health.accepted(0, null)).toHaveLength(1);
    expect(health.accepted(0, null)).toEqual([]);
    expect(health.failed(failure(404))).toHaveLength(1);
  });

  it('has one line for each kind of partial success', () => {
    const health = new ExporterHealth('metrics', ENDPOINT, 30_000, SET_UP);
    const partial = { rejected: 2, message: 'too old' };
    expect(health.accepted(0, partial).map(({ level }) => level)).toEqual(['info', 'warn']);
    expect(health.accepted(0, partial)).toEqual([]);
    expect(health.status().lastPartial?.rejectedDataPoints).toBe(2);
  });
});

describe('the status of the exporter', () => {
  it('waits before the first push, and keeps the last error after a recovery', () => {
    const health = new ExporterHealth('metrics', ENDPOINT, 30_000, SET_UP);
    expect(health.status().state).toBe('waiting');
    health.tried();
    health.failed(failure(404));
    health.tried();
    health.accepted(Date.parse('2026-02-20T03:00:30Z'), null);
    expect(health.status()).toMatchObject({
      state: 'exporting',
      setUpAt: '2026-02-20T02:59:59.000Z',
      tried: 2,
      accepted: 1,
      refused: 1,
      lastSuccess: '2026-02-20T03:00:30.000Z',
      lastError: { status: 404 },
    });
  });
});
