// Quotations in Markdown: a comment names the file, or a region of it, that the block below it repeats.
//   <!-- examples/canary.ts -->         the whole file
//   <!-- examples/canary.ts#canary -->  what stands between `// #region canary` and `// #endregion`

/** The text that a quotation repeats. */
export function quoted(source, region) {
  const lines = source.split('\n');
  if (region === undefined) return lines.filter((line) => !/^\s*\/\/ #(end)?region\b/.test(line)).join('\n');
  const start = lines.findIndex((line) => line.trim() === `// #region ${region}`);
  const length = lines.slice(start + 1).findIndex((line) => line.trim() === '// #endregion');
  if (start === -1 || length === -1) throw new Error(`no region '${region}'`);
  const body = lines.slice(start + 1, start + 1 + length);
  const indent = Math.min(...body.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  return `${body.map((line) => line.slice(indent)).join('\n')}\n`;
}

/** Markdown with every quotation as its file has it now. */
export function requoted(markdown, read) {
  return markdown.replace(
    /(<!-- ([\w./-]+\.ts)(?:#([\w-]+))? -->\n+```ts\n)[\s\S]*?(```)/g,
    (_, head, file, region, tail) => `${head}${quoted(read(file), region)}${tail}`,
  );
}
