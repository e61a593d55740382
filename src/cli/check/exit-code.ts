import type { Report } from '../../prove/index.ts';

export interface ExitCodeOptions {
  /** Only files were looked at, or what is about to be applied. */
  readonly static: boolean;
  readonly failOn: 'error' | 'warning';
  /**
   * A sync waits for the exit code, and of what it applies only the pods are known: what is not known may come with it,
   * so that nothing but a failure may stop it.
   */
  readonly ofPodTemplate?: boolean;
}

/**
 * 0: arriving, or with `--static` nothing that was judged fails. 1: broken or degraded. 3: too little could be checked, or
 * the gateway is idle and nothing shows that its path works.
 */
export function exitCodeOf(report: Report, options: ExitCodeOptions): number {
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
      if (options.ofPodTemplate) return 0;
      return options.static && report.checks.some(({ status }) => status === 'pass') ? 0 : 3;
  }
}
