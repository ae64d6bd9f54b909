import { documents, exampleObjects, STORIES, synthesized } from '../example';
import { found } from './manifests';
import { stack } from './stack';

/** Warnings that an example may have, by story. */
const EXPECTED: Readonly<Record<string, string[]>> = {};

test.each(STORIES)('rules find nothing in the example $story', ({ story, example, noGpu }) => {
  expect(found(exampleObjects(example, noGpu))).toEqual(EXPECTED[story] ?? []);
});

test('rules find nothing in hand-written manifests that leave defaults out', () => {
  expect(found(stack())).toEqual([]);
});

test('each file of an example by itself has no error', () => {
  for (const file of Object.values(synthesized('two-models', false).files)) {
    expect(found(documents(file)).filter((one) => one.includes(' error '))).toEqual([]);
  }
});
