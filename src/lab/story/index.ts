export { type StoryBackend, storyBackend } from './backend.ts';
export { assemble, type Cast, until } from './cast.ts';
export { createNarrator } from './narrator.ts';
export { packagedConfigMap, StoryError, tellStory } from './story.ts';
