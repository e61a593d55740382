import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { gatewayOf } from '../../../test/support/gateway.ts';
import { Answers } from '../engine/define-evidence.ts';
import { ownVantage } from '../views/vantage.ts';
import { gatewayVantage } from './gateway-vantage.ts';

const vantageOf = async (process: object, env: NodeJS.ProcessEnv = {}) => {
  const vantage = ownVantage(gatewayOf({ process }), env);
  const answer = await new Answers({ vantage }).of(gatewayVantage);
  return answer.ok ? answer.value : undefined;
};

describe('gatewayVantage', () => {
  it('allows tests where the status names this host and a process that runs here', async () => {
    const vantage = await vantageOf({ hostname: hostname(), pid: process.pid });
    expect(vantage?.where).toBe("this process, on the gateway's host");
    expect(await vantage?.network?.resolve('127.0.0.1')).toEqual({ addresses: ['127.0.0.1'] });
  });

  it('allows none where the gateway runs on another host', async () => {
    expect(await vantageOf({ hostname: 'gateway-0', pid: process.pid })).toEqual({
      where: 'this process, not where the gateway runs',
      network: undefined,
    });
    const inAnotherPod = await vantageOf({ hostname: 'gateway-0' }, { KUBERNETES_SERVICE_HOST: '10.0.0.1' });
    expect(inAnotherPod?.where).toBe("this process, in a pod that is not the gateway's");
  });

  it.runIf(process.platform === 'linux')(
    'allows none where a process of the same id on a host of the same name began at another time',
    async () => {
      const own = { hostname: hostname(), pid: process.pid };
      const began = Date.now() - process.uptime() * 1_000;
      const at = async (ms: number) => {
        const vantage = await vantageOf({ ...own, startedAt: new Date(began + ms).toISOString() });
        return vantage?.network !== undefined;
      };
      expect(await at(3_000)).toBe(true);
      expect(await at(-3_600_000)).toBe(false);
      expect(await at(3_600_000)).toBe(false);
    },
  );

  it("names the gateway's node, and allows no test from there", async () => {
    const onNode = ownVantage(gatewayOf({ process: { hostname: 'gateway-0', pid: 1 } }), {}, async (pod) =>
      pod === 'gateway-0' ? hostname() : undefined,
    );
    expect(await onNode.describe()).toBe("this process, on the gateway's node, not in its pod");
    expect(await onNode.isGatewayVantage()).toBe(false);
  });
});
