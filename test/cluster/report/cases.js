/** Cases of a run: each test of jest, with what it wrote down. */

/**
 * @param testResults of jest
 * @param {object[]} lines as recorder.ts writes them
 */
function cases(testResults, lines) {
  return testResults.flatMap(({ testFilePath, testResults: tests, testExecError }) => {
    const here = lines.filter(({ file }) => file === testFilePath);
    if (testExecError !== undefined && tests.length === 0)
      return [{ ...NOTHING, case: testFilePath, verdict: 'failed' }];
    return tests.map((test) => oneCase(test, here));
  });
}

const NOTHING = { requests: 0, failed: 0, cut: 0, p50: null, p99: null, seconds: 0, notes: [] };

function oneCase({ fullName, ancestorTitles, title, status, duration }, here) {
  const written = here.filter(({ test }) => test === fullName);
  const sum = (field) => written.reduce((total, entry) => total + (entry[field] ?? 0), 0);
  const times = written.flatMap(({ milliseconds = [] }) => milliseconds).sort((a, b) => a - b);
  const skipped = here.find((entry) => entry.skipped !== undefined && fullName.includes(entry.skipped));
  const busy = written.find((entry) => entry.busy !== undefined);
  const notes = written.flatMap((entry) => entry.note ?? []);
  return {
    case: [...ancestorTitles, title].join(' › '),
    requests: sum('requests'),
    failed: sum('failed'),
    cut: sum('cut'),
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    seconds: Math.round((duration ?? 0) / 100) / 10,
    ...verdict(status, { busy: busy?.busy, skipped: skipped?.reason }, notes),
  };
}

function verdict(status, { busy, skipped }, notes) {
  if (busy !== undefined) return { verdict: 'machine too busy', notes: [busy, ...notes] };
  if (status === 'passed' || status === 'failed') return { verdict: status, notes };
  return { verdict: 'skipped', notes: [skipped ?? 'left out of this run', ...notes] };
}

/** The smallest of sorted times that is not below a share of them. */
function percentile(sorted, share) {
  return sorted.length === 0 ? null : Math.round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]);
}

module.exports = { cases };
