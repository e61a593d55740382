import { describe, expect, it } from 'vitest';
import { applicationOf } from './argo-application.ts';

const messageOf = (message: string | null) =>
  applicationOf({
    spec: { destination: {} },
    status: { conditions: [{ type: 'SyncError', message }] },
  })?.status?.conditions[0]?.message;

describe('applicationOf', () => {
  it.each([
    [
      'authentication failed for https://robot:hunter2@git.example',
      'authentication failed for https://***@git.example',
    ],
    ['rpc error:\n\tdesc = Bearer abcdef', 'rpc error: desc = Bearer ***'],
    ['\u001B[31mred\u001B[0m', 'red'],
    [null, undefined],
  ])('reads the message %j as %j', (message, shown) => {
    expect(messageOf(message)).toBe(shown);
  });

  it('cuts a long message after credentials are masked', () => {
    const message = `${'x'.repeat(1_990)} password=${'s'.repeat(50)}`;
    expect(messageOf(message)).toBe(`${'x'.repeat(1_990)} password…`);
    expect(messageOf('y'.repeat(2_000))).toBe('y'.repeat(2_000));
  });

  it('masks each message of an operation', () => {
    const message = 'token=hunter2';
    const application = applicationOf({
      spec: { destination: {} },
      status: {
        operationState: {
          phase: 'Failed',
          message,
          syncResult: { resources: [{ kind: 'Pod', name: 'hook', message }] },
        },
      },
    });
    expect(JSON.stringify(application)).not.toContain('hunter2');
  });
});
