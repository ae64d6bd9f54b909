import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problems } from '../../src/config/problems';
import { problemsOf } from '../settings';

test('the refusal on the page of the stack is what the program says', () => {
  const problems = new Problems();
  const wrong = problemsOf({
    gpuPools: { a100: { vmSize: 'Standard_NC24ads_A100_v4', min: 3, max: 2 } },
    network: { podCidr: '10.40.0.0/16' },
    access: {},
    workloads: {},
  });
  for (const sentence of wrong) problems.add(sentence);
  const message = problems.message("The configuration of stack 'dev'");
  expect(readFileSync(join(__dirname, '..', '..', 'README.md'), 'utf8')).toContain(`\`\`\`text\n${message}\n\`\`\``);
});
