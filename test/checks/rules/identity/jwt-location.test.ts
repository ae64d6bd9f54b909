import { by } from '../../objects';
import { istioGateway, tokens } from './policies';

const judged = (rule: object) => by('jwt-location', [istioGateway(), tokens({ ...rule })]);

test('tokens that may stand anywhere are reported, since the query is one of the places', () => {
  expect(judged({ fromHeaders: undefined })).toEqual(['warning RequestAuthentication ns/tokens']);
  expect(judged({ fromHeaders: [] })).toEqual(['warning RequestAuthentication ns/tokens']);
});

test('tokens in the query are reported, whatever else is said', () => {
  expect(judged({ fromParams: ['token'] })).toEqual(['warning RequestAuthentication ns/tokens']);
  expect(judged({ fromHeaders: undefined, fromParams: ['token'] })).toHaveLength(1);
});

test('tokens in a header or a cookie are right', () => {
  expect(judged({})).toEqual([]);
  expect(judged({ fromHeaders: undefined, fromCookies: ['session'] })).toEqual([]);
});

test('each issuer counts', () => {
  const jwtRules = [{ issuer: 'https://one' }, { issuer: 'https://two' }];
  expect(by('jwt-location', [istioGateway(), tokens({}, { jwtRules })])).toHaveLength(2);
});
