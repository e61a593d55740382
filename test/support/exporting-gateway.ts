import type { GatewayStatusReading } from '../../src/shared/protocol/status.ts';
import type { GatewayView } from '../../src/prove/index.ts';
import { gatewayOf } from './gateway.ts';

type Exporter = NonNullable<GatewayStatusReading['exporter']>;

/** A gateway whose exporter is in this state; without more, all is well. */
export function exportingGateway(exporter: Partial<Exporter> = {}): GatewayView {
  return gatewayOf({
    exporter: {
      state: exporter.lastError ? 'failing' : 'exporting',
      endpoint: 'http://prometheus-k8s.monitoring.svc:9090/api/v1/otlp/v1/metrics',
      intervalMs: 30_000,
      tried: 3,
      accepted: exporter.lastError ? 0 : 3,
      refused: exporter.lastError ? 3 : 0,
      lastSuccess: exporter.lastError ? null : '2026-02-20T03:00:00.000Z',
      ...exporter,
    },
  });
}

/** The same, whose pushes are answered with a status and words. */
export function refusedGateway(status: number, said: string): GatewayView {
  const message = `it answered ${status}, "${said}"; look there`;
  return exportingGateway({ lastError: { at: '2026-02-20T03:00:00.000Z', message, status } });
}

/** The same, whose pushes get no answer. */
export function unansweredGateway(code: string): GatewayView {
  return exportingGateway({
    lastError: { at: '2026-02-20T03:00:00.000Z', message: code, status: null, code },
  });
}
