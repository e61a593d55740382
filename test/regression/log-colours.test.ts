import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { throughline } from '../harness/throughline.ts';

const log = (name: string): string =>
  fileURLToPath(new URL(`../logs/openclaw-2026.2-${name}`, import.meta.url));

describe('a check of a log with colours', () => {
  it.each(['text', 'json', 'junit', 'sarif', 'markdown', 'html'])(
    'names the missing module and prints no escape byte: %s',
    async (format) => {
      const { code, stdout, stderr } = await throughline([
        'check',
        '--log',
        log('terminal.log'),
        log('file.jsonl'),
        '-o',
        format,
      ]);
      expect(code).toBe(1);
      expect(stdout).toContain('@opentelemetry/api');
      expect(stdout + stderr).not.toMatch(/(?![\t\n\r])\p{Cc}|u001b/iu);
    },
  );
});
