// Judges configurations by the validation of an installed OpenClaw, in one process of the Node that it needs.
//
//   node validate.mjs PACKAGE_FOLDER < lines of JSON > one line of JSON for each: true, or the list of issues
import { existsSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';

const dist = join(resolve(process.argv[2] ?? ''), 'dist');
const validate = await validator();
const lines = readFileSync(0, 'utf8').split('\n').filter(Boolean);
const verdicts = lines.map((line) => {
  const { ok, issues } = validate(JSON.parse(line));
  return JSON.stringify(ok ? true : issues.map(({ path, message }) => `${path}: ${message}`));
});
writeSync(3, verdicts.join('\n'));
process.exit(0);

/** The function that the gateway itself judges its file with. */
async function validator() {
  const name = 'validateConfigObjectWithPlugins';
  const whole = join(dist, 'config', 'config.js');
  if (existsSync(whole)) return (await import(whole))[name];
  for (const file of readdirSync(dist).filter((each) => /^config-.*\.js$/.test(each))) {
    const short = new RegExp(`export \\{[^}]*\\b${name} as (\\w+)`).exec(
      readFileSync(join(dist, file), 'utf8'),
    )?.[1];
    if (short) return (await import(join(dist, file)))[short];
  }
  throw new Error(`nothing in ${dist} exports ${name}`);
}
