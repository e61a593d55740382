import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { CheckReport, Fix, LinkReport, Report, Status } from '../index.ts';
import { arrivedSentence } from './arrived.ts';
import { factsOf, titleOf } from './facts.ts';
import { pageStyle } from './html-style.ts';
import { pathDrawing, pathStyle } from './path-drawing.ts';
import { SIGNS } from './text.ts';
import { wordsFor } from './words.ts';
import type { Language, Words } from './words-type.ts';

type Html = ReturnType<typeof html>;

/** The report as one page that loads nothing: the path drawn, the root cause, the fix, the metrics, all checks. */
export function htmlReport(report: Report, language: Language): string {
  const words = wordsFor(language);
  const { headings } = words;
  const { steps } = factsOf(report, words);
  const page = html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>${words.title} – ${words.verdicts[report.verdict]}</title>
        <style>
          ${pageStyle}${pathStyle}
        </style>
      </head>
      <body>
        <h1>${words.title}</h1>
        <p>
          <span class="verdict ${report.verdict}">${words.verdicts[report.verdict]}</span>
          ${arrivedSentence(report, words)}
        </p>
        <p class="dim">${words.askedFrom(report.vantage)} ${report.at}, Throughline ${report.version}</p>
        ${pathDrawing(report.links, words)} ${causeSection(report, words)} ${metricsSection(report, words)}
        <h2>${headings.next}</h2>
        <ol>
          ${steps.map((step) => html`<li>${withCode(step)}</li>`)}
        </ol>
        <h2>${headings.results}</h2>
        ${report.links.map((link) => linkDetails(link, report, words))}
      </body>
    </html>` as HtmlEscapedString;
  // Nothing within is a promise, so neither is the whole.
  return page.toString();
}

function causeSection({ rootCause, checks }: Report, words: Words): Html {
  if (!rootCause) return html`<p>${words.nothing.rootCause}</p>`;
  const check = checks.find(({ id }) => id === rootCause.check);
  return html`<h2>${words.headings.rootCause}</h2>
    <div class="cause">
      <h3>${rootCause.summary}</h3>
      <p class="dim">
        ${rootCause.check}, ${words.links[rootCause.link]}. ${titleOf(rootCause.check, checks, words)}
      </p>
      ${check?.location ? html`<p><code>${check.location.file}:${check.location.line}</code></p>` : ''}
      ${evidenceList(check)}
    </div>
    ${
      rootCause.affects.length > 0
        ? html`<h3>${words.headings.affects}</h3>
            <ul>
              ${rootCause.affects.map((item) => html`<li>${item}</li>`)}
            </ul>`
        : ''
    }
    <h2>${words.headings.fix}</h2>
    ${rootCause.fix ? fixBlock(rootCause.fix) : html`<p>${words.nothing.fix}</p>`}`;
}

function evidenceList(check: CheckReport | undefined): Html | '' {
  if (!check || check.evidence.length === 0) return '';
  return html`<ul>
    ${check.evidence.map(({ source, saw }) => html`<li>${saw} <span class="dim">(${source})</span></li>`)}
  </ul>`;
}

function fixBlock({ text, diff, command }: Fix): Html {
  const lines = (diff ?? '').trimEnd().split('\n');
  return html`<p>${text}</p>
    ${diff === undefined ? '' : html`<pre>${lines.map((line, index) => html`${index > 0 ? raw('\n') : ''}<span class="${classOf(line)}">${line}</span>`)}</pre>`}
    ${command === undefined ? '' : html`<pre>${command}</pre>`}`;
}

function classOf(line: string): string {
  if (/^(?:---|\+\+\+|@@)/.test(line)) return 'place';
  return line.startsWith('+') ? 'plus' : line.startsWith('-') ? 'minus' : '';
}

function metricsSection({ metrics, reconciliation }: Report, words: Words): Html | '' {
  if (metrics.length === 0) return '';
  const { columns, metricStatuses, causes } = words;
  return html`<h2>${words.headings.names}</h2>
    <div class="table">
      <table>
        <tr>
          <th>${columns.otlp}</th>
          <th>${columns.prometheus}</th>
          <th>${columns.type}</th>
          <th>${columns.status}</th>
          <th>${columns.recorded}</th>
          <th>${columns.stored}</th>
          <th>${columns.present}</th>
        </tr>
        ${metrics.map(
          (metric) =>
            html`<tr>
              <td><code>${metric.otlp}</code></td>
              <td><code>${metric.prometheus}</code></td>
              <td>${metric.type}</td>
              <td
                class="${metric.status === 'arrived' ? 'pass' : metric.status === 'idle' || metric.status === 'unknown' ? 'skip' : 'fail'}"
              >
                ${metricStatuses[metric.status]}${metric.found.length > 0 ? `: ${metric.found.join(', ')}` : ''}${metric.cause === null ? '' : ` (${causes[metric.cause]})`}
              </td>
              <td class="number">${metric.recorded ?? '–'}</td>
              <td class="number">${metric.stored ?? '–'}</td>
              <td>
                ${metric.labels.present.join(', ')}${metric.labels.absent.map((label) => html` <span class="fail">${label}: ${columns.absent}</span>`)}
              </td>
            </tr>`,
        )}
      </table>
    </div>
    ${reconciliation ? html`<p>${words.reconciled(reconciliation.recorded, reconciliation.stored)}</p>` : ''}`;
}

/** Open where something is wrong, else folded. */
function linkDetails({ link, status, message }: LinkReport, report: Report, words: Words): Html {
  const own = report.checks.filter((check) => check.link === link);
  return html`<details${status === 'fail' || status === 'warn' ? raw(' open') : ''}>
<summary>${sign(status)} <strong>${words.links[link]}</strong> <span class="dim">${message}</span></summary>
<div class="table"><table>
${own.map(
  (check) =>
    html`<tr>
      <td class="state">${sign(check.status)} ${check.id}</td>
      <td>
        ${titleOf(check.id, report.checks, words)}<br /><span class="dim">${check.message}</span
        >${check.status === 'fail' || check.status === 'warn' ? evidenceList(check) : ''}
      </td>
    </tr>`,
)}
</table></div>
</details>`;
}

function sign(status: Status): Html {
  return html`<span class="sign ${status}">${SIGNS[status]}</span>`;
}

/** What is in backquotes, as code. */
function withCode(text: string): Html {
  return html`${text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}
