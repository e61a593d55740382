import { RECOVERED, STARTED } from './gateway-lines.ts';
import { MESSAGES } from './generated/messages.ts';
import { ABOUT_A_PUSH, codePattern, patternsOf } from './patterns.ts';

/**
 * Regular expressions that a line has to match one and all, so that Loki sends the lines that have a meaning here. They
 * are written for RE2, which has no lookaround: a few lines more match than are known.
 */
export function lokiFilters(): readonly string[] {
  const anywhere = [
    STARTED.source,
    RECOVERED.source,
    ...MESSAGES.flatMap((message) => patternsOf(message, 'anywhere')),
  ];
  const inPush = MESSAGES.flatMap((message) => [
    ...patternsOf(message, 'push'),
    ...message.reveals.flatMap(({ codes = [] }) => codes.map((code) => String.raw`\b${codePattern(code)}\b`)),
  ]);
  const statuses = MESSAGES.flatMap(({ reveals }) => reveals.flatMap((reveal) => reveal.statuses ?? []));
  return [
    `(?is)${ABOUT_A_PUSH}|${anywhere.join('|')}`,
    String.raw`(?is)${anywhere.join('|')}|${inPush.join('|')}|\b(?:${statuses.join('|')})\b`,
  ];
}
