const { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { cases } = require('./cases.js');
const { table } = require('./table.js');

const BUILD = join(__dirname, '..', '..', '..', 'build');
const LINES = join(BUILD, 'cluster-report.lines');
const REPORT = join(BUILD, 'cluster-report.json');

/** Prints one table of all cases before jest's own summary, and writes it down. JavaScript: jest loads it as it is. */
module.exports = class {
  onRunStart() {
    mkdirSync(BUILD, { recursive: true });
    for (const file of [LINES, REPORT]) rmSync(file, { force: true });
  }

  onRunComplete(_, { testResults }) {
    const text = existsSync(LINES) ? readFileSync(LINES, 'utf8').trim() : '';
    const lines = text === '' ? [] : text.split('\n').map((line) => JSON.parse(line));
    const all = cases(testResults, lines);
    writeFileSync(REPORT, `${JSON.stringify({ cases: all }, null, 2)}\n`);
    if (all.length > 0) process.stderr.write(`\n${table(all)}\n\n`);
  }
};
