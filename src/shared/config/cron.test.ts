import { describe, expect, it } from 'vitest';
import { nextRunAtMs } from './cron.ts';
import { parseConfig } from './parse.ts';

const JOB = { id: 'morning', schedule: '0 9 * * *', timeZone: 'Asia/Tokyo', message: 'What is new?' };

function problems(...jobs: unknown[]): string[] {
  const reading = parseConfig(JSON.stringify({ cron: { jobs } }));
  return reading.ok ? [] : reading.errors.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

function problemsOfUrl(to: string): string[] {
  return problems({ ...JOB, delivery: { mode: 'webhook', to } });
}

describe('cron.jobs', () => {
  it('are valid with an id, a schedule and a message', () => {
    expect(problems(JOB, { id: 'b', schedule: '*/10 * * * * *', message: 'x' })).toEqual([]);
  });

  it.each([
    [{ schedule: '61 * * * *' }, /^cron\.jobs\.0\.schedule: "61 \* \* \* \*" is not a cron expression: /],
    [{ schedule: '0 0 30 2 *' }, /^cron\.jobs\.0\.schedule: .* names a time that never comes$/],
    [{ timeZone: 'Tokyo' }, /^cron\.jobs\.0\.timeZone: "Tokyo" is no IANA time zone, such as Asia\/Tokyo$/],
    [{ id: '../x' }, /^cron\.jobs\.0\.id: an id is 1 to 64 letters/],
    [{ delivery: { mode: 'webhook' } }, /^cron\.jobs\.0\.delivery\.to: a delivery by webhook needs the URL/],
  ])('are rejected with what is wrong: %o', (change, problem) => {
    expect(problems({ ...JOB, ...change })).toEqual([expect.stringMatching(problem)]);
  });

  it('must have different ids', () => {
    expect(problems(JOB, JOB)).toEqual(['cron.jobs.1.id: another job has the id "morning"']);
  });

  it.each([
    ['file:///etc/passwd', 'is to begin with http:// or https://'],
    ['https://user:pw@host/x', 'holds a user or password'],
    ['http://169.254.169.254/latest', 'is a link-local address'],
    ['http://0xa9fea9fe/', 'is a link-local address'],
    ['http://[fe80::1]/', 'is a link-local address'],
    ['http://[::ffff:169.254.169.254]/', 'is a link-local address'],
  ])('are not delivered to %s', (url, problem) => {
    expect(problemsOfUrl(url)).toEqual([expect.stringContaining(`cron.jobs.0.delivery.to: ${problem}`)]);
  });

  it.each(['http://receiver.default.svc:8080/cron', 'https://example.org/x', 'http://10.0.0.7/'])(
    'are delivered to %s',
    (url) => {
      expect(problemsOfUrl(url)).toEqual([]);
    },
  );

  it('may take the URL from an environment variable that is not set here', () => {
    expect(problemsOfUrl('${HOOK_URL}')).toEqual([]);
  });
});

describe('nextRunAtMs', () => {
  const at = (text: string): number => Date.parse(text);

  it('is in the time zone of the job, whatever the zone of the machine', () => {
    expect(nextRunAtMs(JOB, at('2026-02-20T03:00:00Z'))).toBe(at('2026-02-21T00:00:00Z'));
  });

  it('runs once in the night when the clock is set back, and once when it is set forward', () => {
    const nightly = { schedule: '30 2 * * *', timeZone: 'Europe/Berlin' };
    const runs = (from: string, to: string): string[] => {
      const found: string[] = [];
      for (let next = nextRunAtMs(nightly, at(from)); next !== null && next < at(to);) {
        found.push(new Date(next).toISOString());
        next = nextRunAtMs(nightly, next);
      }
      return found;
    };
    expect(runs('2026-10-24T12:00:00Z', '2026-10-25T12:00:00Z')).toHaveLength(1);
    expect(runs('2026-03-28T12:00:00Z', '2026-03-29T12:00:00Z')).toHaveLength(1);
  });
});
