import { EDIT_READ, LOADED, OF_THE_PLUGIN, RECOVERED, RESTART_REQUESTED, STARTED } from './gateway-lines.ts';
import { MESSAGES } from './generated/messages.ts';
import { ABOUT_A_PUSH, codePattern, patternsOf } from './patterns.ts';
import { RESPONSE_PATTERN } from './push-report.ts';

/**
 * Regular expressions that a line has to match one and all, so that Loki sends the lines that have a meaning here. They
 * are written for RE2, which has no lookaround: a few lines more match than are known.
 */
export function lokiFilters(): readonly string[] {
  const anywhere = [
    STARTED.source,
    LOADED.source,
    EDIT_READ.source,
    RESTART_REQUESTED.source,
    RECOVERED.source,
    OF_THE_PLUGIN,
    // What a response says may be known by a pattern that has no meaning elsewhere, which would fetch too many lines.
    RESPONSE_PATTERN,
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
