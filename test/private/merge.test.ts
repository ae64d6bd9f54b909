import { type Json, mergeByKey } from '../../lib/private/merge';

test.each<[string, Json, Json, Json]>([
  ['adds a field', { a: 1 }, { b: 2 }, { a: 1, b: 2 }],
  ['replaces a field', { a: 1 }, { a: 2 }, { a: 2 }],
  ['removes a field by null', { a: 1, b: 2 }, { a: null }, { b: 2 }],
  ['removes a nested field by null', { a: { b: 1, c: 2 } }, { a: { b: null } }, { a: { c: 2 } }],
  ['leaves no null of a new object', {}, { a: { b: null, c: 1 } }, { a: { c: 1 } }],
  ['merges objects field by field', { a: { b: 1, c: 2 } }, { a: { c: 3 } }, { a: { b: 1, c: 3 } }],
  ['puts an object in place of a list', { a: [1] }, { a: { b: 1 } }, { a: { b: 1 } }],
  ['puts text in place of an object', { a: { b: 1 } }, { a: 'x' }, { a: 'x' }],
  ['replaces a list of values as a whole', { a: [1, 2] }, { a: [3] }, { a: [3] }],
  [
    'changes the item of that name',
    {
      a: [
        { name: 'x', v: 1 },
        { name: 'y', v: 2 },
      ],
    },
    { a: [{ name: 'y', v: 3 }] },
    {
      a: [
        { name: 'x', v: 1 },
        { name: 'y', v: 3 },
      ],
    },
  ],
  [
    'adds an item of another name',
    { a: [{ name: 'x' }] },
    { a: [{ name: 'y' }] },
    { a: [{ name: 'x' }, { name: 'y' }] },
  ],
  [
    'merges lists within items of a list',
    { a: [{ name: 'x', env: [{ name: 'A', value: '1' }] }] },
    { a: [{ name: 'x', env: [{ name: 'B', value: '2' }] }] },
    {
      a: [
        {
          name: 'x',
          env: [
            { name: 'A', value: '1' },
            { name: 'B', value: '2' },
          ],
        },
      ],
    },
  ],
  ['replaces a list whose items have no name', { a: [{ v: 1 }] }, { a: [{ v: 2 }] }, { a: [{ v: 2 }] }],
  [
    'replaces a list whose items share a name',
    {
      a: [
        { name: 'x', v: 1 },
        { name: 'x', v: 2 },
      ],
    },
    { a: [{ name: 'x', v: 3 }] },
    { a: [{ name: 'x', v: 3 }] },
  ],
  ['removes a list by null', { a: [{ name: 'x' }] }, { a: null }, {}],
])('%s', (_, base, patch, merged) => {
  expect(mergeByKey(base, patch)).toEqual(merged);
});

test('changes neither the object nor the patch', () => {
  const base = { a: { b: [{ name: 'x' }] } };
  const patch = { a: { b: [{ name: 'x', c: 1 }] } };
  const copies = structuredClone({ base, patch });
  mergeByKey(base, patch);
  expect({ base, patch }).toEqual(copies);
});
