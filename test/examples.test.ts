import { documents, STORIES, synthesized } from './example';
import { objectFaults } from './judges/objects';
import { pathFaults } from './judges/path';
import { namespaceFaults, podSecurityFaults } from './judges/pods';
import { timeFaults } from './judges/time';
import { defaulted, violations } from './schema/crd-schema';

describe.each(STORIES)('$story', ({ example, noGpu }) => {
  const { files } = synthesized(example, noGpu);
  const objects = Object.values(files).flatMap(documents);

  test('renders these files', () => {
    expect(files).toMatchSnapshot();
  });

  test('is accepted by every CRD', () => {
    expect(objects.flatMap(violations)).toEqual([]);
  });

  test('leaves no field to the API server, so that a second apply changes nothing', () => {
    expect(objects.flatMap((object) => defaulted(object).map((path) => `${object.kind} ${path}`))).toEqual([]);
  });

  test('has no null and no empty list, which the API server drops', () => {
    expect(JSON.stringify(objects)).not.toMatch(/:null|:\[\]/);
  });

  test('has objects with valid names, each once', () => {
    expect(objectFaults(objects)).toEqual([]);
  });

  test('leads every request of a tenant to its model', () => {
    expect(pathFaults(objects)).toEqual([]);
  });

  test('gives nothing up before its answer is done', () => {
    expect(timeFaults(objects)).toEqual([]);
  });

  test('runs hardened pods behind walls only', () => {
    expect(podSecurityFaults(objects)).toEqual([]);
  });

  test('has guard rails in every namespace', () => {
    expect(namespaceFaults(objects)).toEqual([]);
  });

  test('makes a namespace before anything in it', () => {
    const made = new Set<string>();
    for (const { kind, metadata } of objects) {
      if (kind === 'Namespace') made.add(metadata.name);
      else expect(made).toContain(metadata.namespace);
    }
  });
});

test('an example synthesizes to the same bytes every time', () => {
  expect(synthesized('tenants', false).files).toEqual(synthesized('tenants', false).files);
});
