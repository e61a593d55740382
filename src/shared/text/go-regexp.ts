/**
 * A pattern of Go as JavaScript has it: flags stand at its beginning, and named groups have another syntax.
 *
 * @throws {SyntaxError} where JavaScript cannot read it
 */
export function goRegExp(source: string): RegExp {
  const flags = /^\(\?([ims]+)\)/.exec(source);
  return new RegExp(source.slice(flags?.[0].length ?? 0).replaceAll('(?P<', '(?<'), flags?.[1] ?? '');
}

/** Replaces `$1`, `${1}`, `$name` and `$$` as Go does: the longest name counts, and an unknown group is empty. */
export function goExpand(template: string, match: RegExpExecArray): string {
  return template.replaceAll(/\$(?:(\$)|(\w+)|\{(\w+)\})/g, (_, dollar, plain, braced) => {
    if (dollar) return '$';
    const name = String(plain ?? braced);
    return (/^\d+$/.test(name) ? match[Number(name)] : match.groups?.[name]) ?? '';
  });
}
