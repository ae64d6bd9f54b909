import { AUTHORIZER, TOKENS, team } from '../../../programs';
import { objectsOf, type Rendered } from '../../../render';
import { changed, found } from '../../manifests';

const RULE = 'body-before-identity';
const finds = (list: Rendered[]) => found(list).filter((one) => one.startsWith(`${RULE} `));
const reported = [`${RULE} error EnvoyFilter ai/gateway-request-filters`];
const FILTERS = ['EnvoyFilter', 'gateway-request-filters'] as const;

const behind = objectsOf(team({ gateway: { authentication: TOKENS } }).app);
const inFront = objectsOf(team({ gateway: { authentication: AUTHORIZER } }).app);
/** As it is written by hand without a bound. */
const unbounded = (list: Rendered[]) => changed(list, ...FILTERS, /content-length/g, 'content-type');

test('a body that is read behind the policies, or in front of them within bounds, is right', () => {
  expect(finds(behind)).toEqual([]);
  expect(finds(unbounded(behind))).toEqual([]);
  expect(finds(inFront)).toEqual([]);
});

test('a body of any size that is read in front of the policies is reported', () => {
  expect(finds(unbounded(inFront))).toEqual(reported);
});

test('where nobody is asked who he is, there is nothing to be in front of', () => {
  expect(finds(unbounded(inFront).filter(({ kind }) => kind !== 'AuthorizationPolicy'))).toEqual([]);
});
