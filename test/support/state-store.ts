import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { GatewayContext } from '../../src/emit/gateway/context.ts';
import { StateStore } from '../../src/emit/gateway/store/state-store.ts';

/** A state folder that is gone after the test. */
export async function temporaryStateDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'state-test-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** A store that is closed after the test, in its own temporary folder unless one is given. */
export async function openStore(context: GatewayContext, stateDir?: string): Promise<StateStore> {
  const dir = stateDir ?? (await temporaryStateDir());
  const store = await StateStore.open(dir, context.log, context.clock);
  onTestFinished(() => store.close());
  return store;
}
