import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { PluginOrigin } from '../../../shared/config/index.ts';
import { MANIFEST, type PluginPackage, readPluginPackage } from './package.ts';

/** Folders that are searched for plugins. */
export interface PluginPlaces {
  readonly workspaceDir: string;
  readonly homeDir: string;
  /** Null without bundled plugins. */
  readonly bundledDir: string | null;
}

export interface FoundPlugin extends PluginPackage {
  readonly origin: PluginOrigin;
  /** Origin of the plugin of the same id that was found before and takes precedence. */
  readonly overriddenBy: PluginOrigin | undefined;
}

export interface Discovery {
  readonly plugins: readonly FoundPlugin[];
  /** One a line, for people. */
  readonly problems: readonly string[];
}

/** Finds plugins in the config's paths, the workspace, the home folder and the bundle; the first of an id counts. */
export function discoverPlugins(loadPaths: readonly string[], places: PluginPlaces): Discovery {
  const problems: string[] = [];
  const configured = loadPaths.flatMap((written) => {
    const path = resolve(places.workspaceDir, written);
    const dirs = pluginDirs(path);
    if (dirs.length === 0) problems.push(`plugins.load.paths: no plugin at ${path}`);
    return dirs;
  });
  const { bundledDir } = places;
  const candidates: [PluginOrigin, readonly string[]][] = [
    ['config', configured],
    ['workspace', pluginDirs(join(places.workspaceDir, '.openclaw', 'extensions'))],
    ['global', pluginDirs(join(places.homeDir, '.openclaw', 'extensions'))],
    ['bundled', bundledDir === null ? [] : pluginDirs(bundledDir)],
  ];
  const winners = new Map<string, PluginOrigin>();
  const seen = new Set<string>();
  const plugins: FoundPlugin[] = [];
  for (const [origin, dirs] of candidates) {
    for (const dir of dirs) {
      // Home and workspace may be the same folder.
      if (seen.has(dir)) continue;
      seen.add(dir);
      const found = readPluginPackage(dir);
      const overriddenBy = winners.get(found.id);
      plugins.push({ ...found, origin, overriddenBy });
      if (overriddenBy === undefined) winners.set(found.id, origin);
    }
  }
  return { plugins, problems };
}

/** The folder itself if it is a plugin, else the plugins in it. */
function pluginDirs(path: string): string[] {
  if (existsSync(join(path, MANIFEST))) return [path];
  try {
    return readdirSync(path)
      .toSorted()
      .map((name) => join(path, name))
      .filter((dir) => existsSync(join(dir, MANIFEST)));
  } catch {
    return [];
  }
}
