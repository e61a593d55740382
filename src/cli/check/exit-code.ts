import type { Report } from '../../prove/index.ts';

/**
 * 0: arriving, or with `--static` nothing that was judged fails. 1: broken or degraded. 3: too little could be checked, or
 * the gateway is idle and nothing shows that its path works.
 */
export function exitCodeOf(
  report: Report,
  options: { static: boolean; failOn: 'error' | 'warning' },
): number {
  switch (report.verdict) {
    case 'arriving':
      return 0;
    case 'broken':
      return 1;
    case 'degraded':
      return options.failOn === 'error' ? 0 : 1;
    case 'idle':
      return 3;
    case 'undetermined':
      return options.static && report.checks.some(({ status }) => status === 'pass') ? 0 : 3;
  }
}
