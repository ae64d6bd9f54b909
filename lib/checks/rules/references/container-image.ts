import { Severity } from '../../finding';
import { itemsAt } from '../../graph/fields';
import type { Rule } from '../../rule';

export const containerImage: Rule = {
  id: 'container-image',
  title: 'Every container has an image.',
  why: 'The API server refuses the whole object. A container without an image is mostly an overlay with a misspelt name, which adds a container instead of changing one.',
  severity: Severity.ERROR,
  *check(graph) {
    for (const { manifest, podSpec } of graph.workloads) {
      const containers = [...itemsAt(podSpec, 'initContainers'), ...itemsAt(podSpec, 'containers')];
      const complete = containers.filter(({ image }) => typeof image === 'string' && image !== '');
      for (const container of containers) {
        if (complete.includes(container)) continue;
        yield {
          object: manifest,
          message: `has the container '${String(container.name)}' without an image`,
          fix: `write its image, or the name of the container that is meant: ${complete.map(({ name }) => String(name)).join(', ') || 'none has an image'}`,
        };
      }
    }
  },
};
