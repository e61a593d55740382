// The figures that runs on input from outside keep, as a part of the README.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @returns one sentence for each run that was kept */
export function outsideFigures(root) {
  const wild = kept(root, 'test/wild/figures.json');
  const corpus = kept(root, 'test/corpus/figures.json');
  const sentences = [
    wild &&
      `- ${wild.inputs} inputs after ${wild.reports} public reports of ${wild.repositories} repositories, ${wild.healthy} of them healthy: ` +
        `**${wild.right} right, ${wild.wrong} wrong, ${wild.notJudged} not judged** (${wild.day})`,
    corpus &&
      `- ${number(corpus.files)} real files of ${corpus.projects} projects: **${corpus.crashes} crashes, ${corpus.timeOuts} time-outs**, ` +
        `${corpus.notUnderstood} not understood and named, ${corpus.claims} claims that a query returns nothing, ` +
        `**${corpus.falseClaims} of them false** (${corpus.judged} judged by hand); ${corpus.seconds} s, at most ${corpus.mib} MiB (${corpus.day})`,
  ];
  return `${sentences.filter(Boolean).join('\n')}\n`;
}

function kept(root, path) {
  const file = join(root, path);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

function number(value) {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ' ');
}
