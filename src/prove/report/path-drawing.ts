import { html, raw } from 'hono/html';
import type { LinkReport } from '../index.ts';
import { SIGNS } from './text.ts';
import type { Words } from './words-type.ts';

type Html = ReturnType<typeof html>;

const STEP = 104;
const LEFT = 52;
const LINE_Y = 34;
const RADIUS = 19;
const HEIGHT = 92;

/** The path as a row of circles, one a link. The broken link is red; the line after it is dim. */
export function pathDrawing(links: readonly LinkReport[], words: Words): Html {
  const width = STEP * links.length;
  const broken = links.findIndex(({ status }) => status === 'fail');
  const at = (index: number): number => LEFT + STEP * index;
  const ways = links.slice(1).map((_, index) => {
    const isBehind = broken >= 0 && index >= broken;
    return html`<line
      class="way${isBehind ? ' behind' : ''}"
      x1="${at(index) + RADIUS}"
      y1="${LINE_Y}"
      x2="${at(index + 1) - RADIUS}"
      y2="${LINE_Y}"
    />`;
  });
  const stations = links.map(
    ({ link, status, message }, index) =>
      html`<g class="station ${status}">
        <title>${words.links[link]}: ${words.statuses[status]}. ${message}</title>
        <circle cx="${at(index)}" cy="${LINE_Y}" r="${RADIUS}" />
        <text class="sign" x="${at(index)}" y="${LINE_Y + 6}">${SIGNS[status]}</text>
        <text class="name" x="${at(index)}" y="${LINE_Y + 46}">${words.links[link]}</text>
      </g>`,
  );
  const label = links.map(({ link, status }) => `${words.links[link]}: ${words.statuses[status]}`).join(', ');
  return html`<div class="path">
    <svg
      viewBox="0 0 ${width} ${HEIGHT}"
      role="img"
      aria-label="${label}"
      style="min-width: ${width * 0.62}px"
    >
      ${ways}${stations}
    </svg>
  </div>`;
}

/** What no reader can run: the page's own style. */
export const pathStyle = raw(`
.path { overflow-x: auto; margin: 1.5rem 0; }
.path svg { display: block; width: 100%; height: auto; }
.way { stroke: var(--good); stroke-width: 3; }
.way.behind { stroke: var(--line); stroke-dasharray: 4 6; }
.station circle { fill: var(--paper); stroke: var(--line); stroke-width: 2.5; }
.station text { text-anchor: middle; fill: var(--ink); font: 15px system-ui, sans-serif; }
.station .sign { font-size: 17px; font-weight: 700; }
.station.pass circle { stroke: var(--good); fill: var(--good-soft); }
.station.warn circle { stroke: var(--odd); fill: var(--odd-soft); }
.station.fail circle { stroke: var(--bad); fill: var(--bad); stroke-width: 5; }
.station.fail .sign { fill: var(--paper); }
.station.fail .name { font-weight: 700; fill: var(--bad); }
.station.unknown text, .station.blocked text, .station.skip text { fill: var(--dim); }
`);
