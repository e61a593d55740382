import { Command } from 'commander';
import { labRunCommand } from './lab-run.ts';
import { labScoreCommand } from './lab-score.ts';
import { labServersCommand } from './lab-servers.ts';
import { labStoryCommand } from './lab-story.ts';

/** `throughline lab`: what runs on one machine to see and to test the rest. */
export function labCommand(): Command {
  return new Command('lab')
    .description('replay the story, run scenarios, find or build real servers')
    .addCommand(labStoryCommand())
    .addCommand(labRunCommand())
    .addCommand(labScoreCommand())
    .addCommand(labServersCommand());
}
