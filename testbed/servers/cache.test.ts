import { describe, expect, it } from 'vitest';
import { cachePlace, cacheRoot } from './cache.ts';
import { SERVERS, serverSpec } from './table.ts';

const machine = { env: {}, home: '/home/ada', platform: 'linux', arch: 'x64' };

describe('cacheRoot', () => {
  it('is the folder of THROUGHLINE_CACHE', () => {
    const env = { THROUGHLINE_CACHE: '/big/disk', XDG_CACHE_HOME: '/xdg' };
    expect(cacheRoot({ ...machine, env })).toBe('/big/disk');
  });

  it('is otherwise in the XDG cache folder, or in ~/.cache', () => {
    expect(cacheRoot({ ...machine, env: { XDG_CACHE_HOME: '/xdg' } })).toBe('/xdg/throughline');
    expect(cacheRoot({ ...machine, env: { XDG_CACHE_HOME: '' } })).toBe('/home/ada/.cache/throughline');
  });
});

describe('cachePlace', () => {
  it('names family, version and machine', () => {
    expect(cachePlace(serverSpec('prometheus'), machine)).toEqual({
      folder: '/home/ada/.cache/throughline/servers/prometheus-3.5.3-linux-x64',
      binary: '/home/ada/.cache/throughline/servers/prometheus-3.5.3-linux-x64/prometheus',
      lock: '/home/ada/.cache/throughline/servers/prometheus-3.5.3-linux-x64.lock',
    });
  });

  it('is different for each server of the table', () => {
    const folders = SERVERS.map((spec) => cachePlace(spec, machine).folder);
    expect(new Set(folders).size).toBe(SERVERS.length);
  });
});
