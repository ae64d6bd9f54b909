import { ruleViolations } from './cel';

function judge(value: unknown, type: string, rule: string): string[] {
  return ruleViolations({ field: value }, { properties: { field: { type, 'x-kubernetes-validations': [{ rule }] } } });
}

test.each<[unknown, string, string]>([
  [2, 'integer', 'self + 1 == 3'],
  [2, 'number', 'self + 1.0 == 3.0'],
  ['500ms', 'string', "duration(self) < duration('1s')"],
  ['10.0.0.1', 'string', 'isIP(self)'],
  [null, 'string', 'self.size() > 0'],
])('%j of type %s keeps the rule %s', (value, type, rule) => {
  expect(judge(value, type, rule)).toEqual([]);
});

test('a rule that is broken and has no message is quoted', () => {
  expect(judge(2, 'integer', 'self > 2')).toEqual(['field: self > 2']);
});

test('a rule that fails, or calls a function that we do not have, counts as broken', () => {
  expect(judge('x', 'string', 'duration(self) > duration(self)')).toEqual([expect.stringContaining('the rule fails')]);
  expect(judge('x', 'string', 'isURL(self)')).toEqual([expect.stringContaining('unbound function: isURL')]);
});

test('a rule that is no CEL counts as broken', () => {
  expect(judge('x', 'string', 'self ==')).toEqual([expect.stringContaining("the rule 'self ==' cannot be read")]);
});

test('a rule about an update is skipped: there is nothing to update from', () => {
  expect(judge('x', 'string', 'self == oldSelf')).toEqual([]);
});
