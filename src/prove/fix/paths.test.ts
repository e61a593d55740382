import { afterEach, describe, expect, it, vi } from 'vitest';
import { fixPath } from './paths.ts';

const runIn = (folder: string): void => void vi.spyOn(process, 'cwd').mockReturnValue(folder);

afterEach(() => vi.restoreAllMocks());

describe.skipIf(process.platform === 'win32')('the path that a diff names', () => {
  it('is relative to the working directory where the file is below it', () => {
    runIn('/work/project');
    expect(fixPath('/work/project/deploy/config.json')).toEqual({
      root: '/work/project',
      file: 'deploy/config.json',
    });
  });

  it('is the name of the file where that is elsewhere', () => {
    runIn('/work/project');
    expect(fixPath('/etc/openclaw/openclaw.json')).toEqual({ root: '/etc/openclaw', file: 'openclaw.json' });
  });

  it('is the name of the file in a pod, whose working directory is the root', () => {
    runIn('/');
    expect(fixPath('/etc/openclaw/openclaw.json')).toEqual({ root: '/etc/openclaw', file: 'openclaw.json' });
  });
});
