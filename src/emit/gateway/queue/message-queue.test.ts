import { describe, expect, it } from 'vitest';
import { readableContext } from '../../../../test/support/gateway-context.ts';
import { MessageQueue } from './message-queue.ts';

/** A task that ends on request. */
function task(name: string, begun: string[]) {
  let end = (): void => undefined;
  const ending = new Promise<void>((resolve) => {
    end = resolve;
  });
  const run = (): Promise<void> => {
    begun.push(name);
    return ending;
  };
  return { end, run };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('MessageQueue', () => {
  it('keeps the messages of a session in order, one at a time, and runs other sessions in parallel', async () => {
    const queue = new MessageQueue(readableContext());
    const begun: string[] = [];
    const [a1, a2, b1] = [task('a1', begun), task('a2', begun), task('b1', begun)];
    const ended = [
      queue.run('a', 'main', a1.run),
      queue.run('a', 'main', a2.run),
      queue.run('b', 'main', b1.run),
    ];
    expect(begun).toEqual(['a1', 'b1']);
    expect(queue.waitingIn('a')).toBe(1);
    a1.end();
    await settled();
    expect(begun).toEqual(['a1', 'b1', 'a2']);
    a2.end();
    b1.end();
    await Promise.all(ended);
    expect(queue.waitingFor('main')).toBe(0);
  });

  it("limits parallel work by the lane's concurrency, also after a change", async () => {
    const context = readableContext({ queue: { lanes: { main: { concurrency: 1 } } } });
    const queue = new MessageQueue(context);
    const begun: string[] = [];
    const tasks = ['a', 'b', 'c'].map((name) => [name, task(name, begun)] as const);
    const ended = tasks.map(([name, { run }]) => queue.run(name, 'main', run));
    expect(begun).toEqual(['a']);
    context.setConfig({ queue: { lanes: { main: { concurrency: 3 } } } });
    queue.reconfigure();
    await settled();
    expect(begun).toEqual(['a', 'b', 'c']);
    for (const [, { end }] of tasks) end();
    await Promise.all(ended);
  });

  it('emits an event for each message that enters and leaves, with the size of the lane and the wait', async () => {
    const context = readableContext({ queue: { lanes: { main: { concurrency: 1 } } } });
    const queue = new MessageQueue(context);
    const first = task('first', []);
    const ended = [queue.run('a', 'main', first.run), queue.run('b', 'main', async () => undefined)];
    context.pass(40);
    first.end();
    await Promise.all(ended);
    const ofMain = context.events.filter((event) => 'lane' in event && event.lane === 'main');
    expect(ofMain).toEqual([
      { type: 'queue.lane.enqueue', lane: 'main', queueSize: 1 },
      { type: 'queue.lane.dequeue', lane: 'main', queueSize: 0, waitMs: 0 },
      { type: 'queue.lane.enqueue', lane: 'main', queueSize: 1 },
      { type: 'queue.lane.dequeue', lane: 'main', queueSize: 0, waitMs: 40 },
    ]);
    expect(context.ofType('queue.lane.enqueue').map(({ lane }) => lane)).toContain('session:b');
  });

  it('is full at the depth of the lane, while another lane is not', async () => {
    const queue = new MessageQueue(
      readableContext({ queue: { maxDepth: 1, lanes: { main: { concurrency: 1 }, cron: { maxDepth: 2 } } } }),
    );
    const first = task('first', []);
    const ended = [queue.run('a', 'main', first.run)];
    expect(queue.full('b', 'main')).toBeNull();
    ended.push(queue.run('b', 'main', async () => undefined));
    expect(queue.full('c', 'main')).toBe('the lane "main" is full (1 waiting)');
    expect(queue.full('c', 'cron')).toBeNull();
    first.end();
    await Promise.all(ended);
    expect(queue.full('c', 'main')).toBeNull();
  });

  it('is full for a session with too many messages, and for no other', async () => {
    const queue = new MessageQueue(readableContext({ queue: { lanes: { session: { maxDepth: 1 } } } }));
    const first = task('first', []);
    const ended = [queue.run('a', 'main', first.run), queue.run('a', 'main', async () => undefined)];
    expect(queue.full('a', 'main')).toBe('this conversation is full (1 waiting)');
    expect(queue.full('b', 'main')).toBeNull();
    first.end();
    await Promise.all(ended);
  });

  it('removes the lane of a session without messages', async () => {
    const queue = new MessageQueue(readableContext());
    await queue.run('a', 'main', async () => undefined);
    expect(queue.status()).toEqual([
      { lane: 'main', waiting: 0, running: 0 },
      { lane: 'session', waiting: 0, running: 0 },
    ]);
    expect(queue.waitingIn('a')).toBe(0);
  });
});
