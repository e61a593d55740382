import type { Report } from '../index.ts';
import { ENGLISH } from './words-en.ts';
import type { Words } from './words-type.ts';

/**
 * How much arrived; where nothing was recorded, what shows that the path works; and where the
 * samples do not prove it, why. One or two sentences.
 */
export function arrivedSentence(report: Report, words: Words): string {
  const { arrived, verdict, readBack } = report;
  if (arrived === null) return words.noBackend;
  const sentence = countSentence(report, arrived, words);
  const { instance, since } = readBack?.outdated ?? {};
  if (verdict !== 'undetermined' || since === undefined) return sentence;
  return `${sentence}${words.language === 'ja' ? '' : ' '}${words.outdated(instance ?? null, since)}`;
}

function countSentence(report: Report, arrived: number, words: Words): string {
  const { verdict, expected, metrics, readBack } = report;
  if (arrived > 0 || verdict === 'broken') return words.arrived(arrived, expected);
  const counted = metrics.filter(({ suppressed }) => !suppressed);
  const isIdle = counted.length > 0 && counted.every(({ status }) => status === 'idle');
  if (isIdle && readBack?.health) return words.idle.health(readBack.health, expected);
  if (isIdle && readBack?.canary)
    return verdict === 'idle' ? words.idle.otherCanary(expected) : words.idle.canary(expected);
  if (verdict === 'arriving') return words.idle.suppressed(expected);
  return isIdle ? words.idle.nothing(expected) : words.arrived(arrived, expected);
}

/** The same in English, as a part of a line. */
export function arrivedPhrase(report: Report): string {
  if (report.arrived === null) return 'no backend was queried';
  const sentence = arrivedSentence(report, ENGLISH);
  return `${sentence.charAt(0).toLowerCase()}${sentence.slice(1).replace(/\.$/, '')}`;
}
