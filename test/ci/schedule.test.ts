import { describe, expect, it } from 'vitest';
import { nextStep, type ServerState, type Situation } from './schedule.ts';
import type { Stage } from './stages.ts';

const stage = (name: string, minutes: number, ...servers: string[]): Stage => ({
  name,
  title: name,
  minutes,
  servers,
});
const unit = stage('unit', 1);
const names = stage('names', 3, 'prometheus');
const cluster = stage('cluster', 2, 'etcd');

function next(
  left: readonly Stage[],
  servers: Readonly<Record<string, ServerState>> = {},
  more: Partial<Situation> = {},
): string {
  const step = nextStep({
    left,
    servers: new Map(Object.entries(servers)),
    elapsed: 0,
    limit: 4_800,
    ...more,
  });
  return 'stage' in step ? `${step.kind} ${step.stage.name}` : step.kind;
}

describe('the schedule of a run', () => {
  it('runs the most important stage whose servers are there', () => {
    const servers = { prometheus: { state: 'coming', seconds: 60 }, etcd: { state: 'here' } } as const;
    expect(next([names, cluster], servers)).toBe('run cluster');
  });

  it('runs what needs no server while servers are built', () => {
    expect(next([names, unit], { prometheus: { state: 'coming', seconds: 60 } })).toBe('run unit');
  });

  it('waits where every stage that is left needs a server that is not there yet', () => {
    expect(next([names], { prometheus: { state: 'coming', seconds: 60 } })).toBe('wait');
  });

  it('leaves out a stage whose servers come too late for it to end within the limit', () => {
    const servers = { prometheus: { state: 'coming', seconds: 600 } } as const;
    expect(next([names], servers, { elapsed: 4_100 })).toBe('leave-out names');
  });

  it('leaves out nothing for time where all servers are there', () => {
    expect(next([names], { prometheus: { state: 'here' } }, { elapsed: 9_999 })).toBe('run names');
  });

  it('leaves out nothing for time where there is no limit', () => {
    const servers = { prometheus: { state: 'coming', seconds: 600 } } as const;
    expect(next([names], servers, { elapsed: 9_999, limit: undefined })).toBe('wait');
  });

  it('fails a stage whose server cannot be had', () => {
    expect(next([names, unit], { prometheus: { state: 'failed', why: 'no Go' } })).toBe('impossible names');
  });

  it('is done when no stage is left', () => {
    expect(next([])).toBe('done');
  });
});
