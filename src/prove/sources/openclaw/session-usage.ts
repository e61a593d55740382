import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { tryJson } from '../../../shared/text/try-json.ts';

/** Tokens and cost that OpenClaw counted over a time. */
export interface Usage {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  /** In USD. */
  readonly cost: number;
  /** Responses of models that were counted; undefined where only sums are known. */
  readonly responses: number | undefined;
}

const NOTHING: Usage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, cost: 0, responses: 0 };

/** A larger file would make a check slow; then nothing is said. */
const LARGEST_BYTES = 100_000_000;

const entry = z.object({
  type: z.literal('message'),
  timestamp: z.string(),
  message: z.object({
    role: z.literal('assistant'),
    usage: z.object({
      input: z.number(),
      output: z.number(),
      cacheRead: z.number().default(0),
      cacheWrite: z.number().default(0),
      cost: z.object({ total: z.number() }).optional(),
    }),
  }),
});

/**
 * Adds up the session logs of OpenClaw 2026.2, which note the usage of each response of a model.
 *
 * @param state the state folder @param since Unix milliseconds
 * @returns undefined where there are no session logs, one cannot be read, or they are too large
 */
export function readSessionUsage(state: string, since: number): Usage | undefined {
  const files = logsIn(join(state, 'agents'));
  if (files.length === 0) return undefined;
  const recent = files.filter(({ modifiedAt }) => modifiedAt >= since);
  if (recent.reduce((sum, { bytes }) => sum + bytes, 0) > LARGEST_BYTES) return undefined;
  const texts = recent.map(({ path }) => textOf(path));
  if (texts.includes(undefined)) return undefined;
  return texts
    .flatMap((text = '') => text.split('\n'))
    .reduce((sum, line) => {
      const read = line.includes('"usage"') ? entry.safeParse(tryJson(line)) : undefined;
      if (!read?.success || Date.parse(read.data.timestamp) < since) return sum;
      const { usage } = read.data.message;
      // A response that failed is noted with zeros.
      if (usage.input + usage.output + usage.cacheRead + usage.cacheWrite === 0) return sum;
      return {
        input: sum.input + usage.input,
        output: sum.output + usage.output,
        cacheRead: sum.cacheRead + usage.cacheRead,
        cacheWrite: sum.cacheWrite + usage.cacheWrite,
        cost: sum.cost + (usage.cost?.total ?? 0),
        responses: (sum.responses ?? 0) + 1,
      };
    }, NOTHING);
}

interface LogFile {
  readonly path: string;
  readonly bytes: number;
  readonly modifiedAt: number;
}

/** `agents/AGENT/sessions/SESSION.jsonl` */
function logsIn(agents: string): LogFile[] {
  return namesIn(agents)
    .map((agent) => join(agents, agent, 'sessions'))
    .flatMap((folder) =>
      namesIn(folder)
        .filter((name) => name.endsWith('.jsonl'))
        .map((name) => join(folder, name)),
    )
    .flatMap((path) => {
      const found = statSync(path, { throwIfNoEntry: false });
      return found?.isFile() ? [{ path, bytes: found.size, modifiedAt: found.mtimeMs }] : [];
    });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
