import { documents, exampleObjects, STORIES, synthesized } from '../example';
import { errorsOn, found } from './manifests';
import { stack } from './stack';

/** Warnings that an example may have, by story. */
const EXPECTED: Readonly<Record<string, string[]>> = {};

test.each(STORIES)('rules find nothing in the example $story', ({ story, example, noGpu }) => {
  expect(found(exampleObjects(example, noGpu))).toEqual(EXPECTED[story] ?? []);
});

test('rules find no error in hand-written manifests that leave defaults out', () => {
  expect(errorsOn(stack())).toEqual([]);
});

test('each file of an example by itself has no error', () => {
  for (const file of Object.values(synthesized('two-models', false).files)) {
    expect(errorsOn(documents(file))).toEqual([]);
  }
});
