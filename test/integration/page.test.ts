import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { htmlReport } from '../../src/prove/report/index.ts';
import { BROKEN_REPORT } from '../support/broken-report.ts';

const BROWSER = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

describe('the page in a real browser (skipped without Chromium)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-page-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.skipIf(BROWSER === undefined)(
    'is shown whole, with the broken links opened',
    async () => {
      const file = join(folder, 'report.html');
      writeFileSync(file, htmlReport(BROKEN_REPORT, 'en'));
      const quiet = [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--no-first-run',
        '--disable-background-networking',
      ];
      const profile = `--user-data-dir=${join(folder, 'profile')}`;
      const { stdout } = await promisify(execFile)(BROWSER ?? '', [
        ...quiet,
        '--disable-component-update',
        '--disable-sync',
        profile,
        '--dump-dom',
        pathToFileURL(file).href,
      ]);
      expect(stdout).toContain('diagnostics-otel is off');
      expect(stdout.match(/<details open="">/g)).toHaveLength(1);
      expect(stdout.match(/<circle/g)).toHaveLength(BROKEN_REPORT.links.length);
    },
    60_000,
  );
});
