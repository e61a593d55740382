import { describe, expect, it } from 'vitest';
import { exporting, failing, gatewayOf } from '../../../test/support/gateway.ts';
import { Answers } from '../engine/define-evidence.ts';
import type { Sources } from '../engine/sources.ts';
import { canaryShowsPath } from './canary-way.ts';

const URL_OF_PUSHES = exporting.endpoint;
const NOT_HERE: object = { where: 'elsewhere', network: undefined };

async function showsPath(
  sources: Partial<Sources>,
  { url = URL_OF_PUSHES, flavour = 'prometheus', gatewayVantage = NOT_HERE } = {},
): Promise<unknown> {
  const answers = new Answers(sources, {
    backendIdentity: { backend: { flavour }, otlpMetricsUrl: url },
    gatewayVantage,
  });
  const answer = await answers.of(canaryShowsPath);
  return answer.ok && answer.value;
}

const gatewayWith = (exporter: object | null): Partial<Sources> => ({ gateway: gatewayOf({ exporter }) });

describe('a canary that was read back', () => {
  it('shows the path of a gateway whose accepted pushes go to the same URL', async () => {
    expect(await showsPath(gatewayWith(exporting))).toBe(true);
  });

  it.each([
    ['go to another host', URL_OF_PUSHES.replace('monitoring', 'other')],
    ['go to another port', URL_OF_PUSHES.replace('9090', '9091')],
    ['go to another path', URL_OF_PUSHES.replace('/api', '/tenant/api')],
  ])('shows nothing of a gateway whose pushes %s', async (_name, endpoint) => {
    expect(await showsPath(gatewayWith({ ...exporting, endpoint }))).toBe(false);
  });

  it('shows nothing where no push of the gateway was accepted, or nothing is known of its pushes', async () => {
    const failed = failing({ message: 'connect ECONNREFUSED', code: 'ECONNREFUSED' });
    expect(await showsPath(gatewayWith(failed))).toBe(false);
    expect(await showsPath(gatewayWith(null))).toBe(false);
    expect(await showsPath({ config: {} as Sources['config'] })).toBe(false);
  });

  it('shows nothing where tenants share the URL', async () => {
    expect(await showsPath(gatewayWith(exporting), { flavour: 'mimir' })).toBe(false);
  });

  it("shows the path over localhost only on the gateway's host", async () => {
    const endpoint = 'http://localhost:9090/api/v1/otlp/v1/metrics';
    const gateway = gatewayWith({ ...exporting, endpoint });
    expect(await showsPath(gateway, { url: endpoint })).toBe(false);
    expect(await showsPath(gateway, { url: endpoint, gatewayVantage: { where: 'here', network: {} } })).toBe(
      true,
    );
  });

  it('counts where no gateway is part of the question', async () => {
    expect(await showsPath({})).toBe(true);
  });
});
