import { Document } from 'yaml';
import type { Contract } from './contract.ts';

const WIDTH = 110;

/**
 * A contract as a file of the format `throughline.contract/1`.
 *
 * @param comment lines to write before it
 */
export function formatContract(contract: Contract, comment: readonly string[] = []): string {
  const { name, job, instance, way, flushIntervalMs, canary, metrics } = contract;
  const document = new Document({
    schema: 'throughline.contract/1',
    name,
    ...(job === undefined ? {} : { job }),
    ...(instance === undefined ? {} : { instance }),
    ...(way === undefined ? {} : { way }),
    flushInterval: formatDuration(flushIntervalMs),
    ...(canary === undefined ? {} : { canary: flow({ ...canary }) }),
    metrics: metrics.map(({ otlp, prometheus, kind, unit, attributes, mayBeIdle, ...rest }) => ({
      ...(otlp === undefined ? {} : { otlp }),
      ...(prometheus === undefined ? {} : { prometheus }),
      kind,
      // If only the stored name is known, the unit is not.
      ...(otlp === undefined ? {} : { unit }),
      attributes: flow(attributes),
      ...(rest.optionalAttributes?.length ? { optionalAttributes: flow(rest.optionalAttributes) } : {}),
      ...(rest.values === undefined ? {} : { values: flow(rest.values) }),
      ...(rest.bounds === undefined ? {} : { bounds: flow(rest.bounds) }),
      ...(rest.needs === undefined ? {} : { needs: rest.needs }),
      ...(mayBeIdle ? { mayBeIdle } : {}),
      ...(rest.description === undefined ? {} : { description: rest.description }),
    })),
  });
  const before = comment.map((line) => `# ${line}\n`).join('');
  return `${before}${document.toString({ lineWidth: WIDTH, flowCollectionPadding: false })}`;
}

/** A list or a map on one line. */
function flow(value: readonly unknown[] | Readonly<Record<string, unknown>>): unknown {
  const node = new Document().createNode(value);
  node.flow = true;
  return node;
}

function formatDuration(ms: number): string {
  return ms % 1_000 === 0 ? `${ms / 1_000}s` : `${ms}ms`;
}
