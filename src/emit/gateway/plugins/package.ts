import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { basename, isAbsolute, join, relative, sep } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { z } from 'zod';
import { errorText } from '../../../shared/text/error-text.ts';

export const MANIFEST = 'openclaw.plugin.json';

/** A folder with a plugin manifest. */
export interface PluginPackage {
  readonly id: string;
  readonly dir: string;
  /** Channels of the plugin, as its manifest declares them. */
  readonly channels: readonly string[];
  /** What loading needs, or why the plugin cannot be loaded. */
  readonly content:
    | { readonly ok: true; readonly entry: string; readonly validateConfig: ValidateFunction }
    | { readonly ok: false; readonly problem: string };
}

const manifestSchema = z.looseObject({
  id: z.string().min(1),
  configSchema: z.record(z.string(), z.unknown()),
  channels: z.array(z.string()).default([]),
});
const packageSchema = z.looseObject({
  openclaw: z.looseObject({ extensions: z.array(z.string()).min(1) }),
});

/** Reads a plugin's manifest and package.json. Never throws, and runs no code of the plugin. */
export function readPluginPackage(dir: string): PluginPackage {
  const broken = (id: string, problem: string): PluginPackage => ({
    id,
    dir,
    channels: [],
    content: { ok: false, problem },
  });
  const manifest = readJson(join(dir, MANIFEST), manifestSchema);
  if (!manifest.ok) return broken(basename(dir), `${MANIFEST} ${manifest.problem}`);
  const { id, channels, configSchema } = manifest.value;
  const described = readJson(join(dir, 'package.json'), packageSchema);
  if (!described.ok) return broken(id, `package.json ${described.problem}`);
  const entry = entryWithin(dir, described.value.openclaw.extensions[0] ?? '');
  if (!entry.ok) return broken(id, entry.problem);
  try {
    const validateConfig = new Ajv({ allErrors: true, strict: false, useDefaults: true }).compile(
      configSchema,
    );
    return { id, dir, channels, content: { ok: true, entry: entry.path, validateConfig } };
  } catch (error) {
    return broken(id, `configSchema in ${MANIFEST} is not a valid JSON Schema: ${errorText(error)}`);
  }
}

type Reading<T> = { ok: true; value: T } | { ok: false; problem: string };

function readJson<T>(file: string, schema: z.ZodType<T>): Reading<T> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    return { ok: false, problem: `cannot be read: ${errorText(error)}` };
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const [issue] = parsed.error.issues;
  return { ok: false, problem: `is not valid: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` };
}

/** The entry file. A file outside the plugin's folder, also by a link, is rejected. */
function entryWithin(
  dir: string,
  written: string,
): { ok: true; path: string } | { ok: false; problem: string } {
  const path = join(dir, written);
  if (!existsSync(path)) return { ok: false, problem: `the entry file ${written} does not exist` };
  const real = realpathSync(path);
  const inside = relative(realpathSync(dir), real);
  if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside) || isAbsolute(written)) {
    return { ok: false, problem: `the entry file ${written} lies outside of the plugin's folder` };
  }
  return { ok: true, path: real };
}
