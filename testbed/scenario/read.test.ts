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

describe('readScenarios', () => {
  it('reads a folder of folders, in the order of their names', () => {
    write('b', LEAST);
    write('a', LEAST);
    expect(readScenarios([folder]).map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('fills in the defaults: the embedded receiver, our gateway, no fault, a twin that arrives', () => {
    const [read] = readScenarios([write('a', LEAST)]);
    expect(read?.scenario.given).toMatchObject({
      gateway: 'throughline',
      backend: { flavour: 'embedded', receiver: true, replicas: 1 },
      fault: { kind: 'none' },
      traffic: 'default',
    });
    expect(read?.scenario.fixed?.verdict).toBe('arriving');
  });

  it('gives the twin no fault, and replaces fields by those of fixed.given', () => {
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

  it('finds the configuration in the base, which the twin shares', () => {
    mkdirSync(join(folder, '_base'));
    writeFileSync(join(folder, '_base', 'openclaw.json'), '{}');
    const [read] = readScenarios([
      write('a', `${LEAST}given: { base: ../_base, config: openclaw.json, patch: { a: 1 } }\n`),
    ]);
    expect(read?.twinGiven).toMatchObject({ base: '../_base', patch: { a: 1 } });
  });

  it.each([
    ['a misspelt key', 'given: { confg: x }', 'given.confg is not known; did you mean config?'],
    [
      'a nested misspelt key',
      'given: { backend: { flavor: x } }',
      'given.backend.flavor is not known; did you mean flavour?',
    ],
    ['a misspelt key of a fault', 'given: { fault: { kind: status, stauts: 500 } }', 'did you mean status?'],
    ['an unknown fault', 'given: { fault: { kind: magic } }', 'given.fault.kind'],
    ['a missing file', 'given: { config: openclaw.json }', 'names openclaw.json, which is not beside it'],
    ['a missing base', 'given: { base: ../_base }', 'names ../_base, which is not beside it'],
    [
      'a patch without a configuration',
      'given: { patch: { a: 1 } }',
      'given.patch changes given.config, which is missing',
    ],
  ])('reports %s in one line', (_, line, message) => {
    const read = (): unknown => readScenarios([write('a', `${LEAST}${line}\n`)]);
    expect(read).toThrow(message);
    expect(read).not.toThrow('\n');
  });

  it('ignores an unknown field that resembles no known one, and reports it', () => {
    const [read] = readScenarios([write('a', `${LEAST}notes: as seen in May\nowner: us\n`)]);
    expect(read?.unknown).toEqual(['notes', 'owner']);
  });

  it('says what is missing if there is no scenario', () => {
    expect(() => readScenarios([folder])).toThrow('contains no scenario.yaml, and no folder with one');
    expect(() => readScenarios([join(folder, 'nowhere')])).toThrow('is not a folder');
  });
});

describe('readScenarios with several folders', () => {
  it('reads the others where one cannot be used', () => {
    write('a', 'title: 1\n');
    write('b', LEAST);
    const unusable: string[] = [];
    const read = readScenarios([folder], ({ message }) => unusable.push(message));
    expect(read.map(({ name }) => name)).toEqual(['b']);
    expect(unusable).toEqual([expect.stringContaining('is not a scenario')]);
  });
});
