const MASK = '***';

const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, `$1 ${MASK}`],
  [/(:\/\/)[^/\s"'@]+@/g, `$1${MASK}@`],
  [
    /((?:token|api[-_]?key|password|passwd|secret|authorization|cookie|x-scope-orgid)["']?\s*[:=]\s*["']?)(?!Bearer |Basic |\*\*\*)[^\s"',;&}]+/gi,
    `$1${MASK}`,
  ],
  [/\b(?:sk|pk|xox[abpr]|gh[pousr]|glpat|glsa)[-_][\w-]{8,}/g, MASK],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, MASK],
];

/** A text without the credentials that can be told by their form: headers, user parts of URLs, named values, tokens. */
export function maskSecrets(text: string): string {
  return SECRETS.reduce((masked, [pattern, by]) => masked.replaceAll(pattern, by), text);
}
