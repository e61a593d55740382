import { describe, expect, it } from 'vitest';
import { runRestart } from './restart.ts';

const node = (script: string): [string, ...string[]] => [process.execPath, '-e', script];

describe('runRestart', () => {
  it('says the command, its exit code and its output on one line', async () => {
    const done = await runRestart(
      node('console.log("one"); console.error("two"); process.exitCode = 3'),
      20_000,
    );
    expect(done).toMatchObject({ ok: false });
    expect(done.message).toMatch(/^\S+node -e .+: exit code 3; output: (?:one \| two|two \| one)$/);
  });

  it('is well where the command exits with 0', async () => {
    expect(await runRestart(node(''), 20_000)).toMatchObject({ ok: true, at: expect.any(Number) });
  });

  it('passes arguments as they are, without a shell', async () => {
    const { message } = await runRestart(
      [process.execPath, '-p', 'process.argv.slice(1).join()', '$HOME', '; echo x', '`id`'],
      20_000,
    );
    expect(message).toContain('output: $HOME,; echo x,`id`');
  });

  it('ends a command that takes too long, with its children', async () => {
    const child =
      'require("child_process").spawn(process.execPath, ["-e", "setTimeout(() => {}, 60000)"]).pid';
    const started = Date.now();
    const { ok, message } = await runRestart(
      node(`console.log(${child}); setTimeout(() => {}, 60000)`),
      1_500,
    );
    expect(ok).toBe(false);
    expect(message).toContain('not ended after 1.5 s, and stopped');
    expect(Date.now() - started).toBeLessThan(20_000);
    const pid = Number(/output: (\d+)/.exec(message)?.[1]);
    expect(pid).toBeGreaterThan(0);
    await expect.poll(() => isRunning(pid), { timeout: 5_000 }).toBe(false);
  });

  it('says that there is no such command', async () => {
    expect((await runRestart(['/nowhere/restart-it'], 20_000)).message).toBe(
      '/nowhere/restart-it: there is no such command',
    );
  });

  it('shows no credential of its output', async () => {
    const { message } = await runRestart(node('console.log("token: abc123secret")'), 20_000);
    expect(message).toContain('token: ***');
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
