import { Command } from 'commander';
import { labServersCommand } from './lab-servers.ts';
import { labStoryCommand } from './lab-story.ts';

/** `throughline lab`: what runs on one machine to see and to test the rest. */
export function labCommand(): Command {
  return new Command('lab')
    .description('replay the story, find or build real servers')
    .addCommand(labStoryCommand())
    .addCommand(labServersCommand());
}
