/** A regular expression that matches exactly this text, in JavaScript and in RE2. */
export function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
