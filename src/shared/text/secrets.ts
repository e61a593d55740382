/** What is shown in the place of a credential. */
export const MASK = '***';

/** How the names of settings, headers and parameters end whose values are credentials. */
const NAME =
  '(?:token|(?:api|client|private)[-_]?key|passw(?:or)?d|secret|authorization|cookie|x-scope-orgid)';
const SECRET_NAME = new RegExp(`${NAME}$`, 'i');
/** An environment variable may have anything around such a word. */
const SECRET_VARIABLE = /HEADERS|TOKEN|PASSW(?:OR)?D|SECRET|KEY|AUTHORIZATION|COOKIE/i;

/** What ends a value that has no quotes around it. */
const END = String.raw`(?=[\s"',;&}\\]|$)`;
/** Not a credential: a reference to an environment variable alone, a literal of JSON, and what is masked already. */
const HARMLESS = String.raw`(?!(?:\$\{\w+\}|true|false|null|(?:(?:Bearer|Basic)\s+)?(?:\$\{\w+\}|\*\*\*))${END})`;
/** Such a name, in quotes or not, escaped inside a string of JSON or not. */
const NAMED = String.raw`${NAME}\\*["']?\s*[:=]\s*`;

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // An authorization header, whatever it is called.
  [
    new RegExp(String.raw`\b(Bearer|Basic)\s+(?!\$\{\w+\}${END})(?:\$\{\w+\}|[\w.~+/=-])+`, 'gi'),
    `$1 ${MASK}`,
  ],
  // User and password of a URL.
  [/(:\/\/)[^/\s"'@]+@/g, `$1${MASK}@`],
  // A value in quotes, up to the same quote, behind a name.
  [new RegExp(String.raw`(${NAMED}(\\*)(["']))${HARMLESS}(?:(?!(?<!\\)\2\3)[^\n])+`, 'gi'), `$1${MASK}`],
  // A value without quotes behind a name; the start of an object or list is none.
  [
    new RegExp(String.raw`(${NAMED}["']?)(?![{[]\s*$|\\+["'])${HARMLESS}(?:\$\{\w+\}|[^\s"',;&}])+`, 'gim'),
    `$1${MASK}`,
  ],
  // Tokens that show by their form what they are: of model providers, code hosts, Slack and Grafana, and JWTs.
  [/\b(?:sk|pk|xox[abpr]|gh[pousr]|glpat|glsa)[-_][\w-]{8,}/g, MASK],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, MASK],
];

/** True where the value of a setting, header or parameter of this name is a credential: `apiKey`, `authorization`. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** True where the value of an environment variable of this name is a credential, or may hold one. */
export function isSecretVariable(name: string): boolean {
  return SECRET_VARIABLE.test(name);
}

/** A text without the credentials that can be recognised by their form. A reference such as `${VAR}` is none. */
export function maskSecrets(text: string): string {
  return PATTERNS.reduce((masked, [pattern, by]) => masked.replaceAll(pattern, by), text);
}

/** True where a text shows a credential. */
export function showsSecret(text: string): boolean {
  return maskSecrets(text) !== text;
}

/**
 * A URL, or `user:password@host:port`, fit to be shown: user, password and the values of the query are masked. A text
 * without these is returned as it is.
 */
export function maskUrl(text: string): string {
  const url = text.includes('://') && URL.canParse(text) ? new URL(text) : undefined;
  if (!url) return text.replace(/^(\w+:\/\/)?.*@/s, `$1${MASK}@`);
  if (!url.username && !url.password && !url.search) return text;
  if (url.username) url.username = MASK;
  if (url.password) url.password = MASK;
  for (const key of url.searchParams.keys()) url.searchParams.set(key, MASK);
  return url.href;
}
