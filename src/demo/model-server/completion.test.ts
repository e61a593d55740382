import { expect, it } from 'vitest';
import { requestSchema } from './completion.ts';

it('the model server reads a message as text, as parts, or as nothing beside a call of a tool', () => {
  const contents = [
    'one',
    [
      { type: 'text', text: 'two ' },
      { type: 'text', text: 'three' },
    ],
    null,
  ];
  const messages = contents.map((content) => ({ role: 'user', content }));
  const { messages: read } = requestSchema.parse({ model: 'small', messages });
  expect(read.map(({ content }) => content)).toEqual(['one', 'two three', '']);
});
