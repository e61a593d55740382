export type Environment = Readonly<Record<string, string | undefined>>;

/** A `${VAR}` whose variable is not set. */
export interface UnsetVariable {
  readonly path: readonly (string | number)[];
  readonly variable: string;
}

const REFERENCE = /\$(\$?)\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/**
 * Replaces `${VAR}` in every string of a parsed configuration; `$${VAR}` stands for the text `${VAR}`.
 *
 * @returns the replaced value, and each reference whose variable is not set, left as it was written
 */
export function substituteEnvironment(
  value: unknown,
  env: Environment,
): { value: unknown; unset: UnsetVariable[] } {
  const unset: UnsetVariable[] = [];
  const visit = (node: unknown, path: readonly (string | number)[]): unknown => {
    if (typeof node === 'string') {
      return node.replaceAll(REFERENCE, (written: string, escaped: string, variable: string) => {
        if (escaped) return written.slice(1);
        const found = env[variable];
        if (found === undefined) unset.push({ path, variable });
        return found ?? written;
      });
    }
    if (Array.isArray(node)) return node.map((item, index) => visit(item, [...path, index]));
    if (typeof node === 'object' && node !== null) {
      return Object.fromEntries(
        Object.entries(node).map(([key, item]) => [key, visit(item, [...path, key])]),
      );
    }
    return node;
  };
  return { value: visit(value, []), unset };
}
