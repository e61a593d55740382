import type { Contract } from '../contract/index.ts';
import { defineEvidence, known, notKnown } from '../engine/define-evidence.ts';
import type { Arrival } from './arrival/arrival.ts';
import { arrival } from './arrival/evidence.ts';

/** That the series are of OpenClaw's own plugin, although the contract is another one. */
export interface OpenclawSender {
  /** Labels of the stored series that show it. */
  readonly labels: readonly string[];
  /** What shows that it is later than 2026.2; undefined where nothing does. */
  readonly later: string | undefined;
}

/** OpenClaw's plugin puts this before each attribute's key; in a label the dot may have become an underscore. */
const PREFIX = /^openclaw[._]/;

/** A label that OpenClaw has from 2026.4.25 on. */
const LATER_LABEL = /^openclaw[._]agent$/;

/** Names of metrics that came after 2026.2, as a pattern of a query. */
export const LATER_NAMES =
  'openclaw[._](gateway|gc|harness|memory|liveness|telemetry|model[._]call|session[._](turn|recovery)|message[._](received|dispatch|delivery))[._].+';

const LATER_NAME = new RegExp(`^${LATER_NAMES}`);

/**
 * Whether the stored series are those of a real OpenClaw, held against a contract without its attributes. Not known where
 * no label shows it.
 */
export const openclawSender = defineEvidence({
  name: 'openclawSender',
  needs: [arrival, 'contract'],
  answer: ({ arrival, contract }) => {
    const sender = senderOf(arrival, contract);
    return sender ? known(sender) : notKnown('no label shows that the sender is an OpenClaw');
  },
});

function senderOf(
  { labelNames, names }: Pick<Arrival, 'labelNames' | 'names'>,
  { metrics }: Contract,
): OpenclawSender | undefined {
  const keys = metrics.flatMap(({ attributes, optionalAttributes = [] }) => [
    ...attributes,
    ...optionalAttributes,
  ]);
  if (keys.some((key) => PREFIX.test(key))) return undefined;
  const own = [...labelNames].filter(([name]) => PREFIX.test(name));
  const labels = [...new Set(own.flatMap(([, found]) => [...found]))]
    .filter((label) => PREFIX.test(label))
    .toSorted();
  if (labels.length === 0) return undefined;
  const later =
    labels.find((label) => LATER_LABEL.test(label)) ?? names.find((name) => LATER_NAME.test(name));
  return { labels, later };
}

/** What the labels show, for a message. */
export function senderWords({ labels, later }: OpenclawSender): string {
  const shown = labels.slice(0, 3).join(', ');
  return later === undefined
    ? `the labels ${shown} are those of OpenClaw 2026.2, not of the contract`
    : `the labels ${shown} are those of OpenClaw, and ${later} is of a version after 2026.2`;
}

/** Which contract to give instead. */
export function senderFix({ later }: OpenclawSender): string {
  return later === undefined
    ? 'the gateway is an OpenClaw 2026.2: give --contract openclaw/2026.2'
    : 'the gateway is a later OpenClaw: give --contract openclaw/2026.9, or a contract of the version that runs';
}
