import { accessLogStatus } from './access-log.ts';
import { MESSAGES } from './generated/messages.ts';
import { ABOUT_A_PUSH, codePattern, patternsOf, statusPattern } from './patterns.ts';
import { readResponse } from './push-report.ts';
import type { KnownMessage } from './schema.ts';

export type { KnownMessage };
export type About = KnownMessage['about'];

interface Matcher {
  readonly message: KnownMessage;
  readonly statuses: readonly number[];
  readonly code: RegExp | undefined;
  /** In a log line of any kind. */
  readonly anywhere: RegExp | undefined;
  /** In a log line about a push. */
  readonly push: RegExp | undefined;
  readonly response: RegExp | undefined;
  readonly plugin: RegExp | undefined;
  readonly scrape: RegExp | undefined;
}

let compiled: readonly Matcher[] | undefined;

/** Compiled at the first use: most commands ask for none. */
function matchers(): readonly Matcher[] {
  return (compiled ??= MESSAGES.map((message) => {
    const { reveals } = message;
    const statuses = reveals.flatMap((reveal) => reveal.statuses ?? []);
    const codes = reveals.flatMap((reveal) => reveal.codes ?? []);
    const isInResponse = RESPONDING.has(message.about);
    return {
      message,
      statuses: isInResponse ? statuses : [],
      code: anyOf(codes.map((code) => `^${codePattern(code)}$`)),
      anywhere: anyOf(patternsOf(message, 'anywhere')),
      push: anyOf([
        ...patternsOf(message, 'push'),
        ...codes.map((code) => String.raw`\b${codePattern(code)}\b`),
        ...(statuses.length > 0 ? [statusPattern(statuses)] : []),
      ]),
      response: isInResponse ? anyOf(patternsOf(message, 'anywhere', 'push', 'response')) : undefined,
      plugin: message.about === 'plugin' ? anyOf(patternsOf(message, 'anywhere', 'plugin')) : undefined,
      scrape: anyOf(patternsOf(message, 'scrape')),
    };
  }));
}

/** A response is by the receiver: what it says of a name or a connection is not about those of the gateway. */
const RESPONDING: ReadonlySet<About> = new Set(['receiver', 'store', 'samples']);

const PUSH = new RegExp(ABOUT_A_PUSH, 'i');

interface PushError {
  readonly message: string;
  readonly status?: number | null | undefined;
  readonly code?: string | null | undefined;
}

/** @param status null for a push that was accepted in part */
export function knownResponse(status: number | null, body: string): KnownMessage | undefined {
  const text = body.trim();
  return matchers().find(
    ({ statuses, response }) => response?.test(text) || (status !== null && statuses.includes(status)),
  )?.message;
}

/** What is known of the response that is the last error of an exporter; nothing of an error without a response. */
export function knownFailure({ status, code, message }: PushError): KnownMessage | undefined {
  if (code && typeof status !== 'number') return undefined;
  return knownResponse(status ?? null, readResponse(message)?.text ?? message);
}

/** Its place among the known messages: the narrower ones, and those of the first links, come first. */
export function rankOf(message: KnownMessage): number {
  return MESSAGES.indexOf(message);
}

/** What is known of a line of a log. A response that the line reports means what it means elsewhere. */
export function knownLogLine(text: string): KnownMessage | undefined {
  const response = readResponse(text);
  const known = response && knownResponse(response.status, response.text);
  if (known) return known;
  const status = accessLogStatus(text);
  // Its other numbers are sizes and durations.
  if (status !== undefined) return status === null ? undefined : knownResponse(status, '');
  const isAboutPush = PUSH.test(text);
  return matchers().find(({ anywhere, push }) => anywhere?.test(text) || (isAboutPush && push?.test(text)))
    ?.message;
}

/** What is known of the error of a push that got no response. */
export function knownSendError({ code, message }: PushError): KnownMessage | undefined {
  const text = `${code ?? ''} ${message}`;
  return matchers().find(({ anywhere, push }) => anywhere?.test(text) || push?.test(text))?.message;
}

/** What is known of an error code of Node.js, undici or OpenSSL; `about` restricts it to one part. */
export function knownCode(code: string | null | undefined, about?: About): KnownMessage | undefined {
  if (!code) return undefined;
  return matchers().find(
    (matcher) => (about === undefined || matcher.message.about === about) && matcher.code?.test(code),
  )?.message;
}

/** What is known of the error with which the plugin failed. */
export function knownPluginError(text: string): KnownMessage | undefined {
  return matchers().find(({ plugin }) => plugin?.test(text))?.message;
}

/** What is known of the error that a backend reports of a target. */
export function knownScrapeError(text: string): KnownMessage | undefined {
  return matchers().find(({ scrape }) => scrape?.test(text))?.message;
}

/** Counters by which a server shows what it has rejected or dropped. */
export function knownCounters(about: About): { readonly name: string; readonly message: KnownMessage }[] {
  return MESSAGES.filter((message) => message.about === about).flatMap((message) =>
    message.reveals.flatMap(({ counter }) => (counter === undefined ? [] : [{ name: counter, message }])),
  );
}

/** Numbers of the failure modes that messages about these can name. */
export function modesAbout(...about: readonly About[]): number[] {
  return modesOf((message) => about.includes(message.about));
}

/** Numbers of the failure modes that an error code can name. */
export function modesOfCodes(about: About): number[] {
  return modesOf((message) => message.about === about && message.reveals.some(({ codes }) => codes));
}

/** Numbers of the failure modes that a failed query can name. */
export function modesOfQueries(): number[] {
  return modesOf(({ queryFix }) => queryFix !== undefined);
}

function modesOf(isMeant: (message: KnownMessage) => boolean): number[] {
  const modes = MESSAGES.filter(isMeant).flatMap((message) => message.modes);
  return [...new Set(modes)].toSorted((a, b) => a - b);
}

function anyOf(patterns: readonly string[]): RegExp | undefined {
  return patterns.length === 0 ? undefined : new RegExp(patterns.join('|'), 'is');
}
