import { raw } from 'hono/html';

/** Of the page: light and dark, wide and narrow, and on paper. */
export const pageStyle = raw(`
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1c2430; --dim: #66707d; --line: #d4dae1; --soft: #f4f6f8;
  --good: #1a7f45; --good-soft: #e6f5ec; --odd: #9a6200; --odd-soft: #fdf3df; --bad: #c22a2a; --bad-soft: #fdeaea;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #12171e; --ink: #e4e9ef; --dim: #93a0ae; --line: #364150; --soft: #1a212b;
    --good: #4cc27f; --good-soft: #14301f; --odd: #e0a63c; --odd-soft: #33270d; --bad: #f07070; --bad-soft: #3a1818;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 68rem; padding: 2rem 1.25rem 4rem; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, "Hiragino Sans", "Noto Sans CJK JP", sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; }
h2 { font-size: 1.15rem; margin: 2.25rem 0 .75rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.25rem 0 .5rem; }
p { margin: .4rem 0; }
.dim { color: var(--dim); }
.verdict { display: inline-block; padding: .1rem .7rem; border-radius: 1rem; font-weight: 700; }
.arriving { background: var(--good-soft); color: var(--good); }
.degraded, .idle, .undetermined { background: var(--odd-soft); color: var(--odd); }
.broken { background: var(--bad-soft); color: var(--bad); }
.cause { border: 1px solid var(--bad); border-left-width: 6px; border-radius: .4rem; padding: .75rem 1rem; background: var(--bad-soft); }
.cause h3 { margin-top: 0; }
code, pre { font: .875em/1.5 ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace; }
pre { margin: .6rem 0; padding: .75rem 1rem; border: 1px solid var(--line); border-radius: .4rem; background: var(--soft); overflow-x: auto; overflow-wrap: normal; }
.plus { color: var(--good); } .minus { color: var(--bad); } .place { color: var(--dim); }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--dim); font-weight: 600; white-space: nowrap; }
td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.state { white-space: nowrap; }
.pass { color: var(--good); } .warn { color: var(--odd); } .fail { color: var(--bad); }
.unknown, .blocked, .skip { color: var(--dim); }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .4rem 0; padding: .3rem .9rem; }
summary { cursor: pointer; padding: .2rem 0; }
summary .sign { display: inline-block; width: 1.4em; font-weight: 700; }
@media (max-width: 40rem) { body { padding: 1.25rem .9rem 3rem; } table { font-size: .85rem; } }
@media print { body { max-width: none; padding: 0; } details { break-inside: avoid; } }
`);
