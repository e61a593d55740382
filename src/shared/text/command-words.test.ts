import { describe, expect, it } from 'vitest';
import { commandWords } from './command-words.ts';

describe('commandWords', () => {
  it.each([
    ['systemctl --user restart  openclaw', ['systemctl', '--user', 'restart', 'openclaw']],
    [' "/opt/my scripts/restart" \'a b\' ""', ['/opt/my scripts/restart', 'a b', '']],
    ['--name="open claw" it\\s', ['--name=open claw', 'it\\s']],
    ['echo $HOME `id` > /tmp/x; true', ['echo', '$HOME', '`id`', '>', '/tmp/x;', 'true']],
  ])('splits %s without expanding anything', (command, words) => {
    expect(commandWords(command)).toEqual(words);
  });

  it.each(['', '  ', 'say "hello', "say 'hello"])('rejects %j', (command) => {
    expect(commandWords(command)).toBeUndefined();
  });
});
