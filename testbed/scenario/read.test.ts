import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readScenarios } from './read.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'throughline-read-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string): string => {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, 'scenario.yaml'), text);
  return join(folder, name);
};

const LEAST = 'title: One\nexpect: { verdict: broken }\n';

describe('reading scenarios', () => {
  it('takes a folder of folders, in the order of their names', () => {
    write('b', LEAST);
    write('a', LEAST);
    expect(readScenarios([folder]).map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('fills in what is not said: the embedded receiver, our gateway, no fault, a twin that arrives', () => {
    const [read] = readScenarios([write('a', LEAST)]);
    expect(read?.scenario.given).toMatchObject({
      gateway: 'throughline',
      backend: { flavour: 'embedded', receiver: true, replicas: 1 },
      fault: { kind: 'none' },
      traffic: 'default',
    });
    expect(read?.scenario.fixed?.verdict).toBe('arriving');
  });

  it('gives the twin no fault, and what it is given instead field by field', () => {
    const text = `${LEAST}given:
  backend: { flavour: prometheus@3.5, receiver: false }
  fault: { kind: status, status: 503 }
fixed: { given: { backend: { receiver: true } } }
`;
    expect(readScenarios([write('a', text)])[0]?.twinGiven).toMatchObject({
      backend: { flavour: 'prometheus@3.5', receiver: true },
      fault: { kind: 'none' },
    });
  });

  it('finds the configuration in the base, which the twin has too', () => {
    mkdirSync(join(folder, '_base'));
    writeFileSync(join(folder, '_base', 'openclaw.json'), '{}');
    const [read] = readScenarios([
      write('a', `${LEAST}given: { base: ../_base, config: openclaw.json, patch: { a: 1 } }\n`),
    ]);
    expect(read?.twinGiven).toMatchObject({ base: '../_base', patch: { a: 1 } });
  });

  it.each([
    ['a misspelt key', 'given: { confg: x }', 'given.confg is not known; is config meant?'],
    [
      'one further in',
      'given: { backend: { flavor: x } }',
      'given.backend.flavor is not known; is flavour meant?',
    ],
    ['one of a fault', 'given: { fault: { kind: status, stauts: 500 } }', 'is status meant?'],
    ['a fault that there is none of', 'given: { fault: { kind: magic } }', 'given.fault.kind'],
    [
      'a file that is not there',
      'given: { config: openclaw.json }',
      'names openclaw.json, which is not beside it',
    ],
    ['a base that is not there', 'given: { base: ../_base }', 'names ../_base, which is not beside it'],
    [
      'a patch of nothing',
      'given: { patch: { a: 1 } }',
      'given.patch changes given.config, which is missing',
    ],
  ])('names %s in one line', (_, line, message) => {
    const read = (): unknown => readScenarios([write('a', `${LEAST}${line}\n`)]);
    expect(read).toThrow(message);
    expect(read).not.toThrow('\n');
  });

  it('ignores a field that resembles none, and says so', () => {
    const [read] = readScenarios([write('a', `${LEAST}notes: as seen in May\nowner: us\n`)]);
    expect(read?.unknown).toEqual(['notes', 'owner']);
  });

  it('says what is missing where there is no scenario', () => {
    expect(() => readScenarios([folder])).toThrow('holds no scenario.yaml, and no folder that does');
    expect(() => readScenarios([join(folder, 'nowhere')])).toThrow('is no folder');
  });
});
