import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { knownLogLine } from '../../../shared/failure-modes/match.ts';
import { otherSubject } from './origin.ts';
import { readLogText } from './file.ts';

interface Captured {
  readonly sdk: string;
  readonly fault: string;
  readonly known: string;
  readonly log: string;
}

const CAPTURED = parse(
  readFileSync(new URL('../../../../test/logs/sdk-lines.yaml', import.meta.url), 'utf8'),
) as readonly Captured[];

describe('captured lines of the SDKs', () => {
  it.each(CAPTURED)('of $sdk at $fault are known as $known', ({ log, known }) => {
    const lines = readLogText('app.log', log);
    expect(lines).toHaveLength(1);
    expect(knownLogLine(lines[0]!.text)?.id).toBe(known);
    expect(otherSubject(lines[0]!.text, { job: 'shop' })).toBeUndefined();
  });

  it('say nothing where only the shutdown has cancelled a push', () => {
    const line = 'failed to upload metrics: Post "http://127.0.0.1:21404/v1/metrics": context canceled';
    expect(knownLogLine(line)).toBeUndefined();
  });
});

describe('readLogText', () => {
  it('keeps an exception with the line that it belongs to, and leaves the frames out', () => {
    const text = [
      'SEVERE: Failed to export 1 metrics. The request could not be executed.',
      'java.io.InterruptedIOException: timeout',
      '\tat okhttp3.internal.connection.RealCall.timeoutExit(RealCall.kt:469)',
      'Caused by: java.net.ConnectException: Failed to connect to /10.0.0.1:4318',
      '\t... 20 more',
      'INFO: started',
    ].join('\n');
    expect(readLogText('a.log', text).map((line) => line.text)).toEqual([
      'SEVERE: Failed to export 1 metrics. The request could not be executed.: java.io.InterruptedIOException: timeout: Caused by: java.net.ConnectException: Failed to connect to /10.0.0.1:4318',
      'INFO: started',
    ]);
  });
});
