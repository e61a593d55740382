import type { Link, ObjectRef } from '../../prove/index.ts';
import type { Language } from '../../prove/report/index.ts';
import type { Address } from '../../shared/text/address.ts';
import type { OutputFormat } from '../output-format.ts';
import type { BeforeSync } from './source-table/row.ts';
import type { SourceFlags } from './source-table/index.ts';

/** The flags of `throughline check`, as commander gives them. */
export interface CheckFlags extends SourceFlags {
  readonly settings?: string;
  readonly static?: true;
  /** Judge what is about to be applied. */
  readonly beforeSync?: BeforeSync;
  readonly wait?: number;
  readonly timeout?: number;
  readonly failOn: 'error' | 'warning';
  readonly only?: Link;
  readonly fix?: true;
  readonly yes?: true;
  readonly output: OutputFormat;
  readonly lang: Language;
  readonly outputFile?: string;
  /** File for the verdict and its cause as one line. */
  readonly terminationLog?: string;
  /** ConfigMap that keeps the report. */
  readonly reportTo?: ObjectRef;
  readonly verbose?: true;
  /** Milliseconds between the beginnings of two runs. */
  readonly watch?: number;
  /** True where the environment names the receiver. */
  readonly watchExport?: string | true;
  readonly listen?: Address;
}
