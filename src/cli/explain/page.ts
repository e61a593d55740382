import { type Check, CHECKS, nameOfCheck } from '../../prove/index.ts';
import { wrapped } from './wrapped.ts';

const NAME_WIDTH = Math.max(...CHECKS.map((check) => nameOfCheck(check).length));

/** All checks, one a line. */
export function checkList(): string {
  return CHECKS.map((check) => {
    const name = nameOfCheck(check).padEnd(NAME_WIDTH);
    return `${check.id}  ${name}  ${check.title}`;
  }).join('\n');
}

/** What one check proves, and how to fix what it finds. */
export function checkPage(check: Check): string {
  const { id, title, severity, proves, needs, uses, dependsOn, modes, explain } = check;
  const rows: [string, string][] = [
    ['name', nameOfCheck(check)],
    ['severity', severity],
    ['proves', proves],
    ['needs', needs.join(', ')],
    ['uses', uses.join(', ')],
    ['depends on', dependsOn.join(', ')],
    ['failure modes', modes.join(', ')],
  ];
  const facts = rows
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `  ${name.padEnd(14)} ${value}`);
  return [`${id}  ${title}`, '', ...facts, '', ...wrapped(explain)].join('\n');
}
