import { changed, found } from '../../manifests';
import { beside, CHAT, objects, PICKER, policy } from './walls';

const out = (rule: object) => policy({ podSelector: CHAT, policyTypes: ['Egress'], egress: [rule] });
const error = 'open-egress error NetworkPolicy ai-models/more';

describe('it is an error that a model server may connect to', () => {
  test.each([
    ['anything', out({})],
    ['anything on one port', out({ ports: [{ port: 443 }] })],
    ['every pod of the cluster', out({ to: [{ namespaceSelector: {} }] })],
  ])('%s', (_, more) => {
    expect(beside('open-egress', more)).toContain(error);
  });

  test('the credentials of its node', () => {
    const open = changed(objects, 'NetworkPolicy', 'chat', '"169.254.0.0/16",', '').map((object) =>
      object.metadata.name === 'chat' && object.kind === 'NetworkPolicy'
        ? JSON.parse(JSON.stringify(object).replaceAll('"port":443', '"port":80'))
        : object,
    );
    expect(found(open)).toContain('open-egress error NetworkPolicy ai-models/chat');
  });
});

describe('it is right that a model server may connect to', () => {
  test.each([
    ['pods of its namespace', out({ to: [{ podSelector: PICKER }] })],
    ['pods with a label in every namespace', out({ to: [{ namespaceSelector: {}, podSelector: PICKER }] })],
    ['one address', out({ to: [{ ipBlock: { cidr: '10.1.2.3/32' } }], ports: [{ port: 80 }] })],
  ])('%s', (_, more) => {
    expect(beside('open-egress', more)).toEqual([]);
  });
});

test('where nothing denies by default, it is a warning', () => {
  const open = objects.filter(({ metadata }) => metadata.name !== 'default-deny');
  expect(found([...open, out({})])).toContain('open-egress warning NetworkPolicy ai-models/more');
});

test('of correct manifests with one opening more, exactly this rule fires', () => {
  expect(found([...objects, out({})]).filter((one) => one.includes(' error '))).toEqual([error]);
});
