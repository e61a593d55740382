import { describe, expect, it } from 'vitest';
import { targetOf } from '../../shared/openclaw/index.ts';
import { builtInContract, isBuiltIn, openclawContract } from './index.ts';
import type { Contract } from './contract.ts';

const contractOf = (release: string, prefix?: string): Contract => {
  const target = targetOf(release);
  if (target?.product !== 'openclaw') throw new Error(`${release} is no release of OpenClaw`);
  return openclawContract(target, { serviceName: 'a-gateway', flushIntervalMs: 15_000, prefix });
};
const namesOf = ({ metrics }: Contract): string[] => metrics.map(({ otlp = '' }) => otlp);

describe('a contract of OpenClaw', () => {
  it('has the 18 metrics of 2026.2 and the 68 of 2026.9, each with what it needs', () => {
    for (const [name, count] of [
      ['openclaw/2026.2', 18],
      ['openclaw/2026.9', 68],
    ] as const) {
      const { metrics } = builtInContract(name);
      expect(metrics).toHaveLength(count);
      expect(metrics.filter(({ needs }) => needs === undefined)).toEqual([]);
      expect(metrics.filter(({ kind, bounds }) => (kind === 'histogram') !== (bounds !== undefined))).toEqual(
        [],
      );
    }
    expect(isBuiltIn('openclaw/2026.4')).toBe(false);
  });

  it('expects of an idle 2026.9 only what needs no traffic', () => {
    const { metrics, canary } = builtInContract('openclaw/2026.9');
    const always = metrics.filter(({ mayBeIdle }) => !mayBeIdle);
    expect(always.map(({ needs }) => needs)).toEqual(['nothing', 'nothing']);
    expect(canary).toEqual({ otlp: always[0]?.otlp, perSecond: 1_000 });
  });

  it('takes name and interval of the configuration, and its prefix for all names but the standard ones', () => {
    const contract = contractOf('openclaw/2026.9', 'acme.');
    expect(contract).toMatchObject({
      job: 'a-gateway',
      flushIntervalMs: 15_000,
      canary: { otlp: 'acme.gateway.event_loop.observed_ms' },
    });
    expect(namesOf(contract).filter((name) => !name.startsWith('acme.'))).toEqual([
      'gen_ai.client.token.usage',
      'gen_ai.client.operation.duration',
    ]);
    expect(namesOf(contractOf('openclaw/2026.9', ''))).toContain('tokens');
  });

  it('lacks what a version has not yet: the metrics of the event loop before 2026.9.3, the long buckets before 2026.9.6', () => {
    const early = contractOf('2026.9.2');
    expect(early.canary).toBeUndefined();
    expect(namesOf(early).filter((name) => /^openclaw\.(?:gateway|gc)\./.test(name))).toEqual([]);
    const boundsOf = (contract: Contract) =>
      contract.metrics.find(({ otlp }) => otlp === 'openclaw.tool.execution.duration_ms')?.bounds;
    expect(boundsOf(contractOf('2026.9.5'))).toBeUndefined();
    expect(boundsOf(contractOf('2026.9.6'))?.at(-1)).toBe(3_600_000);
  });

  it('has the 18 metrics of all versions where the version is between the lines', () => {
    const contract = contractOf('2026.4.29');
    expect(namesOf(contract)).toEqual(namesOf(builtInContract('openclaw/2026.2')));
    expect(contract.metrics.every(({ mayBeIdle }) => mayBeIdle)).toBe(true);
  });
});
