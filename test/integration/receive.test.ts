import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { startReceiver } from '../../src/receiver/index.ts';

const BUILT = new URL('../../dist/src/cli/commands/receive.js', import.meta.url).href;
const RUN = `
  const [, module, ...args] = process.argv;
  const { receiveCommand } = await import(module);
  await receiveCommand().parseAsync(args, { from: 'user' });
`;

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function receive(...args: string[]) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', RUN, BUILT, ...args]);
  children.push(child);
  return child;
}

async function firstLine(child: ReturnType<typeof receive>): Promise<string> {
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  return chunk.toString();
}

describe('throughline receive', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'prints its address in one line, and ends cleanly by %s',
    async (signal) => {
      const child = receive('--listen', '127.0.0.1:0', '--retention', '30m', '--promote', 'service.name');
      const errors = text(child.stderr);
      const line = await firstLine(child);
      expect(line).toMatch(
        /^ready: OTLP metrics at http:\/\/127\.0\.0\.1:\d+\/api\/v1\/otlp\/v1\/metrics, queries at http:\/\/127\.0\.0\.1:\d+\n$/,
      );
      const [, url = ''] = /queries at (\S+)/.exec(line) ?? [];
      expect(await (await fetch(`${url}/api/v1/status/config`)).text()).toContain('service.name');

      child.kill(signal);
      expect(await once(child, 'exit')).toEqual([0, null]);
      expect(await errors).toBe('');
    },
  );

  it('reports that its receiver is off', async () => {
    const line = await firstLine(receive('--listen', '127.0.0.1:0', '--receiver-off'));
    expect(line).toContain('(switched off: 404)');
    const [, url = ''] = /at (\S+)/.exec(line) ?? [];
    expect((await fetch(url, { method: 'POST' })).status).toBe(404);
  });

  it('says what to do if the port is in use', async () => {
    const other = await startReceiver();
    const child = receive('--listen', `127.0.0.1:${other.port}`);
    const errors = text(child.stderr);
    expect(await once(child, 'exit')).toEqual([2, null]);
    expect(await errors).toBe(
      `127.0.0.1:${other.port} is in use: stop what listens there, or choose another with --listen\n`,
    );
    await other.close();
  });

  it.each([
    [['--listen', '9090'], 'write host:port'],
    [['--retention', 'long'], 'such as 500ms, 30s or 1h30m'],
    [['--retention', '0s'], 'such as 500ms, 30s or 1h30m'],
    [['--strategy', 'Nonsense'], 'Allowed choices are UnderscoreEscapingWithSuffixes'],
  ])('reports what is wrong with %s', async (args, hint) => {
    const child = receive(...args);
    expect(await text(child.stderr)).toContain(hint);
  });
});
