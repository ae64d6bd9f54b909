const LONGEST_NAME = 100;
const HEAD = ['case', 'requests', 'failed', 'cut', 'p50/p99 ms', 's', 'verdict'];
/** Columns of figures, set to the right. */
const FIGURES = new Set([1, 2, 3, 4, 5]);

/** The cases as text: one line for each, the verdict with its figures and reasons last. */
function table(cases) {
  const rows = [HEAD, ...cases.map(row)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((cells) => cells[column].length)));
  const line = (cells) =>
    cells
      .map((cell, column) => (FIGURES.has(column) ? cell.padStart(widths[column]) : cell.padEnd(widths[column])))
      .join('  ')
      .trimEnd();
  return rows.map(line).join('\n');
}

function row({ case: name, requests, failed, cut, p50, p99, seconds, verdict, notes }) {
  const figures = requests === 0 ? ['', '', ''] : [requests, failed, cut].map(String);
  return [
    name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name,
    ...figures,
    p50 === null ? '' : `${p50}/${p99}`,
    seconds.toFixed(1),
    notes.length === 0 ? verdict : `${verdict} (${notes.join('; ')})`,
  ];
}

module.exports = { table };
