import { describe, expect, it } from 'vitest';
import { readsSignalVariables, targetOf, targetOfImage, targetText } from './target.ts';

describe('a release that is named', () => {
  it.each([
    ['throughline', "this project's gateway"],
    ['openclaw/2026.9', 'OpenClaw 2026.9'],
    ['2026.2', 'OpenClaw 2026.2'],
    ['openclaw/2026.9.3', 'OpenClaw 2026.9.3'],
    ['openclaw@2026.4.29', 'OpenClaw 2026.4.29'],
  ])('%s is %s', (name, text) => {
    const target = targetOf(name);
    expect(target && targetText(target)).toBe(text);
  });

  it('is none where it is no version', () => {
    expect(['latest', 'openclaw', 'openclaw/2026', ''].map(targetOf)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('the image of a container', () => {
  it.each([
    ['ghcr.io/openclaw/openclaw:2026.9.6', 'OpenClaw 2026.9.6'],
    ['registry:5000/openclaw:v2026.2.19@sha256:aa', 'OpenClaw 2026.2.19'],
    ['openclaw:2026.9.3-slim', 'OpenClaw 2026.9.3'],
    ['ghcr.io/a/throughline:0.1.0', "this project's gateway"],
  ])('%s runs %s', (image, text) => {
    const target = targetOfImage(image);
    expect(target && targetText(target)).toBe(text);
  });

  it.each(['openclaw:latest', 'openclaw:202602170222', 'openclaw-operator:2026.9.6', 'nginx'])(
    '%s says no release',
    (image) => expect(targetOfImage(image)).toBeUndefined(),
  );
});

it("Variables for one signal are read from 2026.4.25 on, and not by this project's gateway", () => {
  const reads = ['throughline', '2026.4.24', '2026.4.25', 'openclaw/2026.9'].map((name) =>
    readsSignalVariables(targetOf(name)),
  );
  expect(reads).toEqual([false, false, true, true]);
  expect(readsSignalVariables(undefined)).toBeUndefined();
});
