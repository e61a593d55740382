import { withoutControls } from '../../shared/text/control-characters.ts';
import { maskSecrets } from '../../shared/text/secrets.ts';
import type { Report } from '../index.ts';
import { arrivedPhrase } from './arrived.ts';

const ELLIPSIS = '…';

/**
 * Verdict and cause as one line, without credentials: what a termination message or the message of a sync shows.
 *
 * @param maxBytes of UTF-8; what is longer is cut, and ends with `…`
 */
export function oneLineReport(report: Report, maxBytes: number): string {
  const { verdict, rootCause, checks, readBack } = report;
  const open = checks.find(({ status }) => status === 'unknown');
  const place = checks.find(({ id }) => id === rootCause?.check)?.location;
  const cause = rootCause
    ? [
        `; ${rootCause.check}, link ${rootCause.link}: ${rootCause.summary}`,
        place ? ` (${place.file}:${place.line})` : '',
        rootCause.fix ? `; fix: ${rootCause.fix.text}` : '',
      ].join('')
    : verdict !== 'arriving' && open && !readBack?.outdated
      ? `; not known: ${open.id}: ${open.message}`
      : '';
  return cut(
    maskSecrets(withoutControls(`${verdict}: ${arrivedPhrase(report)}${cause}`.replaceAll(/\s+/g, ' '))),
    maxBytes,
  );
}

function cut(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  const room = maxBytes - Buffer.byteLength(ELLIPSIS);
  // A character that is cut in two is decoded as a replacement character, which is left out.
  const kept = Buffer.from(text)
    .subarray(0, room)
    .toString()
    .replace(/\uFFFD+$/, '');
  return `${kept}${ELLIPSIS}`;
}
