import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isOfGateway, parseContract } from '../../../src/prove/contract/index.ts';
import type { Input } from './read.ts';

/** What the output must not say where another service is judged: it has neither these settings nor this scope. */
const OF_THE_GATEWAY = ['diagnostics.otel', 'openclaw', 'OpenClaw'];

/** Words of this project's gateway where the case judges another service; none where it judges the gateway. */
export function foreignWords({ folder, one: { run } }: Pick<Input, 'folder' | 'one'>): readonly string[] {
  if (run.includes('--config') || run.includes('--gateway')) return [];
  const named = run[run.indexOf('--contract') + 1];
  const path = join(folder, named ?? '');
  if (!run.includes('--contract') || !existsSync(path)) return [];
  return isOfGateway(parseContract(readFileSync(path, 'utf8'))) ? [] : OF_THE_GATEWAY;
}
