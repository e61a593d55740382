import { randomBytes } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { holdAlone } from '../harness/alone.ts';

const MODULE = fileURLToPath(new URL('../harness/alone.ts', import.meta.url));

/** Abstract sockets, as nodes, are of Linux only. */
describe.skipIf(process.platform !== 'linux')('what one test has alone', () => {
  it('is had by the next one only when it is given back', async () => {
    const name = randomBytes(8).toString('hex');
    const giveBack = await holdAlone(name);
    let isHeld = false;
    const next = holdAlone(name).then((release) => {
      isHeld = true;
      return release;
    });
    // Longer than an address may be.
    const other = await holdAlone(`${name.repeat(20)} of another`);
    const third = await holdAlone(`${name.repeat(20)} of a third`);
    expect(isHeld).toBe(false);
    await giveBack();
    const release = await next;
    expect(isHeld).toBe(true);
    await Promise.all([release(), other(), third()]);
  });

  it('ends with a process that is killed', async () => {
    const name = randomBytes(8).toString('hex');
    const script = `import(process.argv[1]).then((it) => it.holdAlone(process.argv[2]))
      .then(() => { process.send('held'); setInterval(() => {}, 60_000); })`;
    const child = spawn(process.execPath, ['--import', 'tsx', '-e', script, MODULE, name], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    await once(child, 'message');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const giveBack = await holdAlone(name);
    await giveBack();
  });
});
