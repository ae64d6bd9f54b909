// Runs a program in TypeScript against the sources of this library: nothing has to be built.
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const { resolve } = require('node:path');
const { transformSync } = require('@swc/core');

const library = resolve(__dirname, '../../lib/index.ts');
const { _resolveFilename } = Module;
Module._resolveFilename = function resolved(request, ...rest) {
  return request === 'cdk8s-inference-gateway' ? library : _resolveFilename.call(this, request, ...rest);
};
require.extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    filename,
    swcrc: false,
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    module: { type: 'commonjs' },
  });
  module._compile(code, filename);
};

require(resolve(process.argv[2]));
