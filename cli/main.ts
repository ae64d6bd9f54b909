#!/usr/bin/env node
import { run } from './run';

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever reads our output has read enough, as `head` does.
    if (error.code !== 'EPIPE') throw error;
  });
}

// The exit code is set, not process.exit() called, which would cut what a pipe has not taken yet.
run(process.argv.slice(2), process).then((code) => {
  process.exitCode = code;
});
