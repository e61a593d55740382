import { describe, expect, it } from 'vitest';
import {
  exportingGateway,
  refusedGateway,
  unansweredGateway,
} from '../../../test/support/exporting-gateway.ts';
import { sdkLastPushAccepted } from '../checks/sdk/last-push-accepted.ts';
import { receiverPushesAccepted } from '../checks/receiver/pushes-accepted.ts';
import { storePartialSuccess } from '../checks/store/partial-success.ts';
import { storeSamplesAccepted } from '../checks/store/samples-accepted.ts';
import { knownDefectsOf } from '../defects/concerned.ts';
import { fail, pass } from '../engine/outcome.ts';
import type { ServerDefects } from '../evidence/server-defects.ts';
import type { Backend, MetricShape } from '../translate/index.ts';
import { withDefects } from './with-defects.ts';

function serverOf(backend: Backend, respondsToPushes = true): ServerDefects {
  return {
    title: 'the server',
    source: 'http://server',
    backend,
    defects: knownDefectsOf(backend),
    respondsToPushes,
  };
}

const prometheus = (minor: number, respondsToPushes?: boolean): ServerDefects =>
  serverOf({ flavour: 'prometheus', version: { major: 3, minor, patch: 0 }, settings: {} }, respondsToPushes);

const seen = (outcome: { readonly evidence: readonly { readonly saw: string }[] }): string =>
  outcome.evidence.map(({ saw }) => saw).join('\n');

describe('known defects of a server', () => {
  const gateway = refusedGateway(500, 'empty data points. shop.refunds is dropped');

  it('explain a rejected push, with the version without them', async () => {
    const outcome = await storeSamplesAccepted.runWith({ gateway, serverDefects: prometheus(12) });
    expect(outcome).toMatchObject({ status: 'fail', modes: [47] });
    expect(seen(outcome)).toContain(
      'known defect metric-without-points-rejects-push (Prometheus 3.7 to 3.13)',
    );
    expect(outcome.fix).toMatchObject({ text: expect.stringContaining('Use Prometheus 3.16 or later') });
  });

  it('are not named for a version without them, or where a collector responds', async () => {
    for (const serverDefects of [prometheus(16), prometheus(12, false)]) {
      const outcome = await storeSamplesAccepted.runWith({ gateway, serverDefects });
      expect(outcome.status).toBe('fail');
      expect(seen(outcome)).not.toContain('known defect');
    }
  });

  it('explain a connection that is cut', async () => {
    const reset = unansweredGateway('ECONNRESET');
    const old = await sdkLastPushAccepted.runWith({ gateway: reset, serverDefects: prometheus(5) });
    expect(seen(old)).toContain('known defect handler-crashes-on-label');
    const later = await sdkLastPushAccepted.runWith({ gateway: reset, serverDefects: prometheus(12) });
    expect(seen(later)).not.toContain('known defect');
  });

  it('explain a redirect of the receiver', async () => {
    const redirected = refusedGateway(307, '');
    const outcome = await receiverPushesAccepted.runWith({
      gateway: redirected,
      serverDefects: prometheus(12),
    });
    expect(seen(outcome)).toContain('known defect slash-redirected-wrongly');
  });

  it('explain points rejected within a 200', async () => {
    const mimir: Backend = { flavour: 'mimir', version: { major: 3, minor: 0, patch: 5 }, settings: {} };
    const outcome = await storePartialSuccess.runWith({
      gateway: exportingGateway({ lastPartial: { rejectedDataPoints: 1, message: 'sample too old' } }),
      serverDefects: serverOf(mimir),
    });
    expect(seen(outcome)).toContain('mimir-first-samples-out-of-bounds');
  });
});

describe('withDefects', () => {
  const delta: MetricShape = {
    name: 'shop.orders',
    kind: 'counter',
    unit: '',
    temporality: 'delta',
    attributes: new Map(),
    resource: new Map(),
  };

  it('finds the defects that concern a metric, whoever responds', () => {
    const outcome = withDefects(fail('missing', []), prometheus(5, false), { metrics: [delta] });
    expect(seen(outcome)).toContain('known defect delta-dropped (Prometheus up to 3.6)');
    expect(outcome.fix).toEqual({
      kind: 'manual',
      text: 'known defect delta-dropped: Send cumulative temporality. It is fixed in Prometheus 3.7',
    });
  });

  it('leaves a pass as it is, and an outcome of an unknown server', () => {
    const passed = pass('fine', [{ source: 'http://server', saw: 'all is well' }]);
    expect(withDefects(passed, prometheus(5), { metrics: [delta] })).toBe(passed);
    const failed = fail('missing', []);
    expect(withDefects(failed, undefined, { metrics: [delta] })).toBe(failed);
  });
});
