import { Option } from 'commander';
import type { TranslationStrategy } from '../../prove/translate/index.ts';

/** Flags that describe a backend which is not asked, or in place of what it says. */
export interface DescriptionFlags {
  readonly flavour?: string;
  readonly manifest?: string;
  readonly strategy?: TranslationStrategy;
  readonly settings?: readonly string[];
}

const STRATEGIES: readonly TranslationStrategy[] = [
  'UnderscoreEscapingWithSuffixes',
  'UnderscoreEscapingWithoutSuffixes',
  'NoUTF8EscapingWithSuffixes',
  'NoTranslation',
];

/** The options of these flags, in the order of the help. */
export function descriptionOptions(): Option[] {
  return [
    new Option(
      '--flavour <name@version>',
      'prometheus@3.5.3, victoriametrics@1.145 or mimir@3.0 (default: prometheus@3.5.3)',
    ),
    new Option(
      '--manifest <file[#name]>',
      'Prometheus resource, Deployment or StatefulSet that describes the backend',
    ),
    new Option('--strategy <name>', 'translation strategy').choices(STRATEGIES),
    new Option(
      '--settings <file>',
      'file with the otlp: section, or with flags (one per line); can be repeated',
    ).argParser((path: string, all: string[] | undefined) => [...(all ?? []), path]),
  ];
}
