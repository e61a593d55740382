import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type BuiltImage, buildProductImage, buildServerImage } from '../../testbed/cluster/images/index.ts';
import { createProgress } from '../../testbed/servers/index.ts';
import { type ImageRoot, imageRoot } from '../harness/image-root.ts';
import { whyNoImages } from '../harness/with-images.ts';
import { describeWithServer } from '../harness/with-server.ts';
import { ciBlock } from '../support/ci-guide.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const OURS = 'opt/throughline';

interface Manifest {
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly files: readonly string[];
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;

it('the Dockerfile has the version, the license and the description of the package', () => {
  const text = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
  expect(text).toContain(`ARG VERSION=${manifest.version}\n`);
  expect(text).toContain(`licenses="${manifest.license}"`);
  expect(text).toContain(`description="${manifest.description}"`);
});

it('what the package holds reaches the build, without the documentation', () => {
  const ignore = readFileSync(join(ROOT, '.dockerignore'), 'utf8').split('\n');
  const sources = manifest.files.filter((file) => !file.startsWith('dist/') && file !== 'docs');
  expect(sources.filter((file) => !ignore.includes(`!${file.split('/')[0]}`))).toEqual([]);
});

/** `e_machine` of 64-bit ARM in the header of an ELF file. */
const AARCH64 = 183;

function elfMachine(file: string): number {
  return readFileSync(file).readUInt16LE(18);
}

const why = whyNoImages("the product's image");

describe.skipIf(why !== undefined)(`the image of the product: ${why ?? 'built by buildah'}`, () => {
  let image: ImageRoot;
  let paths: string[];
  const given = mkdtempSync(join(tmpdir(), 'image-test-'));

  beforeAll(async () => {
    const progress = createProgress(process.stderr);
    const { archive, name }: BuiltImage = await buildProductImage({ checkout: ROOT, progress });
    progress.end();
    image = await imageRoot(archive);
    paths = readdirSync(image.folder, { recursive: true, encoding: 'utf8' });
    const megabytes = (folder: string): string =>
      `${execFileSync('du', ['-s', '--block-size=1MB', folder], { encoding: 'utf8' }).split('\t')[0]} MB`;
    const sizes = image.layers.map(({ bytes }) => `${(bytes / 1e6).toFixed(1)} MB`).join(' + ');
    process.stdout.write(
      `${name}: layers of ${sizes} as a registry holds them; ${megabytes(image.folder)} on disk, ${megabytes(join(image.folder, OURS))} of them ours\n`,
    );
  });
  afterAll(() => {
    image?.remove();
    rmSync(given, { recursive: true, force: true });
  });

  it('is for no root user, with the command as its entry point', () => {
    expect(image.settings).toMatchObject({ User: '1000:1000', Entrypoint: ['throughline'] });
  });

  it('has the labels of the OCI', () => {
    const label = (name: string): string | undefined =>
      image.settings.Labels[`org.opencontainers.image.${name}`];
    expect(label('title')).toBe('throughline');
    expect(label('description')).toBe(manifest.description);
    expect(label('version')).toBe(manifest.version);
    expect(label('licenses')).toBe(manifest.license);
    expect(label('revision')).toMatch(/^[0-9a-f]{40}$|^$/);
    expect(label('source')).toBeDefined();
  });

  it('holds what the package holds, and no part of the lab or of the tests', () => {
    const ours = paths.filter((path) => path.startsWith(`${OURS}/`) && !path.includes('/node_modules'));
    expect(ours).toEqual(
      expect.arrayContaining(
        [
          'dist/src/cli/main.js',
          'dist/extensions/diagnostics-otel/openclaw.plugin.json',
          'contracts/throughline.yaml',
          'schemas/report.schema.json',
        ].map((path) => `${OURS}/${path}`),
      ),
    );
    const tops = new Set(ours.map((path) => path.split('/')[2] ?? ''));
    const packed = [...manifest.files.map((file) => file.split('/')[0] ?? ''), 'LICENSE', 'README.md'];
    expect([...tops].filter((top) => ![...packed, 'package.json'].includes(top))).toEqual([]);
    expect(ours.filter((path) => path.includes('.test.'))).toEqual([]);
    expect(paths.filter((path) => /testbed|throughline-lab|scenario\.yaml/.test(path))).toEqual([]);
  });

  it('holds every dependency, no development dependency, and no build tool', () => {
    const installed = (name: string): boolean => paths.includes(`${OURS}/node_modules/${name}`);
    const { dependencies, devDependencies } = manifest;
    expect(Object.keys(dependencies).filter((name) => !installed(name))).toEqual([]);
    // ws is a dependency of a dependency too.
    const unwanted = Object.keys(devDependencies).filter((name) => name !== 'ws');
    expect(unwanted.filter(installed)).toEqual([]);
    const tools = /(?:^|\/)(?:npm|npx|yarn|corepack|gcc|cc|make|python3|git)$/;
    expect(paths.filter((path) => /(?:^|\/)bin\//.test(path) && tools.test(path))).toEqual([]);
  });

  it('holds nothing that its user could change, and no file of a secret', () => {
    const writable = execFileSync(
      'find',
      [image.folder, '(', '-uid', '1000', '-o', '-perm', '-o+w', ')', '!', '-type', 'l', '-printf', '%P\n'],
      { encoding: 'utf8' },
    );
    expect(writable.trim()).toBe('tmp');
    expect(paths.filter((path) => /\.npmrc$|(?:^|\/)\.env$|^run\/secrets/.test(path))).toEqual([]);
  });

  it('prints its version and its help with a root that cannot be written', () => {
    const version = image.run(['--version']);
    expect(version.stderr).toBe('');
    expect(version.stdout.trim()).toBe(manifest.version);
    const help = image.run(['check', '--help']);
    expect(help.stdout).toContain('--manifests');
    expect(help.status).toBe(0);
  });

  it('checks a configuration, and copies it as the sidecar does', () => {
    const config = {
      plugins: { entries: { 'diagnostics-otel': { enabled: true } } },
      diagnostics: { enabled: false },
    };
    writeFileSync(join(given, 'openclaw.json'), JSON.stringify(config));
    const file = '/tmp/given/openclaw.json';
    const checked = image.run(['check', '--static', '--config', file, '-o', 'json'], given);
    expect(JSON.parse(checked.stdout)).toMatchObject({ verdict: 'broken', rootCause: { link: 'config' } });
    const copied = image.run(['sync', '--once', '--from', file, '--to', '/tmp/copy.json'], given);
    expect(copied.stderr).toBe('');
    expect(copied.status).toBe(0);
  });

  it('runs the job of the guide for GitLab, by its own shell', () => {
    const job = (parse(ciBlock('GitLab')) as { telemetry: { image: { name: string }; script: string[] } })
      .telemetry;
    expect(job.image.name).toMatch(new RegExp(`/throughline:${manifest.version}$`));
    const project = mkdtempSync(join(tmpdir(), 'image-job-'));
    cpSync(join(ROOT, 'deploy', 'base'), join(project, 'deploy'), { recursive: true });
    const script = [
      'set -e',
      'cd /tmp/given',
      ...job.script,
      'while read -r line; do echo "$line"; done < throughline.xml',
    ].join('\n');
    const run = (configMap: string): ReturnType<ImageRoot['run']> => {
      cpSync(join(ROOT, configMap), join(project, 'deploy', 'configmap.yaml'));
      return image.run([script], project, ['/bin/sh', '-c']);
    };
    const right = run('deploy/base/configmap-openclaw.yaml');
    expect(right.stderr).toBe('');
    expect(right.stdout).toContain('<testsuites');
    expect(right.status).toBe(0);
    expect(run('examples/configmap-openclaw.yaml').status).toBe(1);
    rmSync(project, { recursive: true, force: true });
  });

  it('runs the demo: gateway, sidecar, receiver and check, out of the image alone', () => {
    const { status, stdout, stderr } = image.run(['demo']);
    expect(stdout + stderr).toContain('arriving: 18 of 18 metrics arrived');
    expect(status).toBe(0);
  });
});

describe.skipIf(why !== undefined)(`the image for arm64: ${why ?? 'built by buildah, and not run'}`, () => {
  const images: ImageRoot[] = [];
  const files = ({ folder }: ImageRoot): string[] =>
    readdirSync(join(folder, OURS), { recursive: true, encoding: 'utf8' }).toSorted();

  beforeAll(async () => {
    for (const architecture of [undefined, 'arm64']) {
      const { archive } = await buildProductImage({ checkout: ROOT, ...(architecture && { architecture }) });
      images.push(await imageRoot(archive));
    }
  });
  afterAll(() => {
    for (const image of images) image.remove();
  });

  it('has the files of the image for amd64, and for each native module a build for arm64', () => {
    const [own, other] = images as [ImageRoot, ImageRoot];
    expect(other.architecture).toBe('arm64');
    expect(files(other)).toEqual(files(own));
    const native = files(other).filter((path) => path.endsWith('.node'));
    const modules = [...new Set(native.map((path) => path.split('/prebuilds/')[0] ?? ''))];
    expect(modules).not.toEqual([]);
    const lacking = modules.filter((module) =>
      native
        .filter((path) => path.startsWith(`${module}/`))
        .every((path) => elfMachine(join(other.folder, OURS, path)) !== AARCH64),
    );
    expect(lacking).toEqual([]);
  });
});

await describeWithServer('victoriametrics', 'the image of a server', ({ path, spec }) => {
  const title = why ?? 'unpacked';
  it.skipIf(why !== undefined)(`runs the binary with its libraries: ${title}`, async () => {
    const name = 'docker.io/victoriametrics/victoria-metrics:v1.140.0';
    const server = await buildServerImage({ name, binary: path });
    const again = await buildServerImage({ name, binary: path });
    expect(again).toEqual(server);
    const image = await imageRoot(server.archive);
    const { stdout, stderr } = image.run(['-version']);
    image.remove();
    expect(stdout + stderr).toContain(spec.version);
    expect(image.settings).toMatchObject({ User: '65534:65534', Entrypoint: ['/bin/victoria-metrics'] });
  });
});
