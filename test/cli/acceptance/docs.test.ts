import type { AcceptanceCheck } from '../../../cli/acceptance/acceptance-check';
import { CONTROL_ENDPOINTS } from '../../../cli/acceptance/checks/control-endpoints';
import { HOSTILE_HEADERS } from '../../../cli/acceptance/checks/hostile-headers';
import { STREAM } from '../../../cli/acceptance/checks/stream';
import { blocksOf } from '../../quotes';
import { ended } from '../terminal';
import { FakeGateway, type Faults } from './fake-gateway';

jest.setTimeout(60_000);

const [announced = '', healthy = '', ...broken] = blocksOf('docs/acceptance.md', 'text').map(({ text }) => text);
const FAULTS: readonly (readonly [Faults, AcceptanceCheck])[] = [
  [{ trustsHeaders: true }, HOSTILE_HEADERS],
  [{ publishesAllPaths: true }, CONTROL_ENDPOINTS],
  [{ holdsStreamsBack: true }, STREAM],
];
/** What tells one gateway from another. */
const OWN = /https?:\/\/\S+( \(.*?\))?|\d+/g;

/** Lines as any gateway would have them. */
const lines = (text: string) => text.split('\n').map((line) => line.trimStart().replace(OWN, 'N'));

test('the page quotes what is announced, and the report of a healthy gateway', async () => {
  const { url } = await FakeGateway.start();
  const { stdout, stderr } = await ended(['acceptance', url, '--model', 'chat', '--embeddings', 'bge-small']);
  expect(lines(stderr).slice(0, lines(announced).length - 1)).toEqual(lines(announced).slice(0, -1));
  expect(lines(stdout)).toEqual(lines(healthy));
});

test('the page quotes the checks that fail of a broken gateway, and their remedies', async () => {
  expect(broken).toHaveLength(FAULTS.length);
  for (const [index, [faults, check]] of FAULTS.entries()) {
    const { promise, id } = check;
    const { seen, fix } = await check.run((await FakeGateway.start(faults)).subject(), () => {});
    const quoted = lines(broken[index] ?? '').filter((line) => !line.startsWith('seen: '));
    const said = lines(`failed ${id} ${seen}\nshould be: ${promise}\nfix: ${fix}\n`);
    expect(quoted.map((line) => line.replace(/ +/g, ' '))).toEqual(said);
  }
});
