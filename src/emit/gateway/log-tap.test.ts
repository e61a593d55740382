import { describe, expect, it } from 'vitest';
import type { LogRecord } from '../telemetry/log-record.ts';
import { createLog } from './log.ts';
import { LogTap } from './log-tap.ts';

function logged() {
  const tap = new LogTap();
  const written: string[] = [];
  const redact = (line: string): string => line.replaceAll('hunter2', '[secret]');
  const log = createLog('info', (line) => tap.pass(redact(line)), {
    write: (line) => void written.push(line),
  });
  return { tap, log, written };
}

const never = (error: unknown): void => {
  throw error;
};

describe('LogTap', () => {
  it('delivers each line as it is written, without its secrets', () => {
    const { tap, log } = logged();
    const records: LogRecord[] = [];
    tap.listen((record) => void records.push(record), never);
    log.warn({ channel: 'telegram', attempt: 2, err: { nested: true } }, 'refused hunter2');
    log.debug('below the level');
    expect(records).toEqual([
      {
        timeMs: expect.closeTo(Date.now(), -4) as number,
        level: 'warn',
        message: 'refused [secret]',
        attributes: { channel: 'telegram', attempt: 2 },
      },
    ]);
  });

  it('does not deliver to a listener the lines that it logs itself meanwhile', () => {
    const { tap, log, written } = logged();
    const seen: string[] = [];
    tap.listen(({ message }) => {
      seen.push(message);
      log.info(`saw ${message}`);
    }, never);
    log.info('one');
    expect(seen).toEqual(['one']);
    expect(written).toHaveLength(2);
  });

  it('drops a listener that throws, reports it once, and writes the line', () => {
    const { tap, log, written } = logged();
    const errors: unknown[] = [];
    tap.listen(never.bind(undefined, 'broken'), (error) => errors.push(error));
    log.info('one');
    log.info('two');
    expect(errors).toEqual(['broken']);
    expect(written).toHaveLength(2);
  });

  it('delivers nothing to a listener that has ended', () => {
    const { tap, log } = logged();
    const seen: string[] = [];
    tap.listen(({ message }) => void seen.push(message), never)();
    log.info('one');
    expect(seen).toEqual([]);
  });

  it('passes on a line that is not JSON', () => {
    const tap = new LogTap();
    tap.listen(never, never);
    expect(tap.pass('not JSON')).toBe('not JSON');
  });
});
