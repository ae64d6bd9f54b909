// The page of rules, generated from the rules themselves.

const HEAD = `# Rules

What \`cdk8s synth\` and \`npx cdk8s-inference-gateway check\` hold every object to. Generated from the rules by
\`npm run docs\`: change the rule, not this page.

An error stops synth before anything is written. A warning is printed. What is right although a rule says otherwise is
accepted by name, with its reason: \`Checks.of(app).warn('RULE', { on: construct, reason: '...' })\`. What somebody else makes
is declared: \`Checks.of(app).exists({ kind: 'Secret', namespace: 'models', name: 'hf' })\`.
`;

/** Markdown of the page. */
export function rulesPage(rules) {
  const rows = rules.map(({ id, title, severity }) => `| [\`${id}\`](#${id}) | ${severity} | ${title} |`);
  const sections = rules.map(
    ({ id, title, why, severity }) => `## ${id}\n\n${title}\n\nSeverity: ${severity}. ${why}\n`,
  );
  return [HEAD, '| rule | severity | what must hold |', '|---|---|---|', ...rows, '', ...sections].join('\n');
}
