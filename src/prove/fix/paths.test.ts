import { afterEach, describe, expect, it, vi } from 'vitest';
import { configFixPath, fixPath } from './paths.ts';

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

  it('is that from the root, where a command runs there and applies it with patch', () => {
    runIn('/');
    expect(fixPath('/deploy/base/networkpolicy.yaml')).toEqual({
      root: '/',
      file: 'deploy/base/networkpolicy.yaml',
    });
  });

  it("is the name of the configuration's file in a pod, whose working directory is the root", () => {
    runIn('/');
    expect(configFixPath('/etc/openclaw/openclaw.json')).toEqual({
      root: '/etc/openclaw',
      file: 'openclaw.json',
    });
  });

  it('is relative to the working directory for a configuration of a project, too', () => {
    runIn('/work/project');
    expect(configFixPath('/work/project/config.json')).toEqual({
      root: '/work/project',
      file: 'config.json',
    });
  });
});
