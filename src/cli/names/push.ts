import {
  type Backend,
  collidingSeries,
  createTranslator,
  type MetricShape,
  type PushTranslation,
  translatePush,
} from '../../prove/translate/index.ts';
import type { AskedMetric } from './metric.ts';

/** What a push with all of the metrics does that none of them does alone, in sentences. */
export function linesOfPush(metrics: readonly AskedMetric[], backend: Backend): string[] {
  const shapes = metrics.flatMap(({ shape }) => (shape ? [shape] : []));
  if (shapes.length < 2) return [];
  const push = translatePush(shapes, backend);
  return [
    ...responseLines(push, shapes),
    ...collisionLines(shapes, backend),
    ...unitLines(push, shapes, backend),
    ...push.unpredicted.map((text) => `Not predicted: ${text}.`),
  ];
}

function responseLines(
  { status, because, series }: PushTranslation,
  shapes: readonly MetricShape[],
): string[] {
  if (status === 200) return [];
  const names = listed(because.map((at) => shapes[at]?.name ?? ''));
  const response = status === 'ERR' ? 'cuts the connection' : `responds with ${status}`;
  const rest = series.length > 0 ? 'the other metrics are stored' : 'nothing is stored';
  return [`To a push with all of these the server ${response}, because of ${names}: ${rest}.`];
}

function collisionLines(shapes: readonly MetricShape[], backend: Backend): string[] {
  const lines = collidingSeries(shapes, backend).map(({ name, metrics, keeps }) => {
    const names = listed(metrics.map((at) => shapes[at]?.name ?? ''));
    const kept = keeps === null ? 'one of them' : `that of ${shapes[keeps]?.name}, which is sent first,`;
    return `${names} become one series ${name}: of points with the same labels and time, ${kept} is stored.`;
  });
  return [...new Set(lines)];
}

/** Where a metric has another name beside its neighbours than alone. */
function unitLines({ series }: PushTranslation, shapes: readonly MetricShape[], backend: Backend): string[] {
  if (backend.flavour !== 'victoriametrics') return [];
  const translator = createTranslator(backend);
  return shapes.flatMap((shape, at) => {
    const own = new Set(translator.translate(shape).series);
    const others = series.filter(({ name, metrics }) => metrics.includes(at) && !own.has(name));
    const [first] = others;
    if (!first || own.size === 0) return [];
    return [`In one push in this order, ${shape.name} is stored as ${first.name}.`];
  });
}

function listed(names: readonly string[]): string {
  const distinct = [...new Set(names)];
  return distinct.length > 1
    ? `${distinct.slice(0, -1).join(', ')} and ${distinct.at(-1)}`
    : (distinct[0] ?? '');
}
