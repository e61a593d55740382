export { createNarrator } from './narrator.ts';
export { packagedConfigMap, StoryError, tellStory } from './story.ts';
