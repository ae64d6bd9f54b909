import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

function filesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

/** One line for each file of the folder that is not, byte by byte, what the tree says. */
export function differences(folder, tree) {
  const there = new Set(filesIn(folder));
  const wrong = Object.entries(tree).map(([file, text]) => {
    if (!there.has(file)) return `${file} is missing`;
    return readFileSync(join(folder, file)).equals(Buffer.from(text)) ? undefined : `${file} differs`;
  });
  const extra = [...there].filter((file) => !(file in tree)).map((file) => `${file} is not made by this script`);
  return [...wrong.filter(Boolean), ...extra].sort();
}

/** Makes the folder hold exactly the tree: a CRD that is no longer vendored is removed. */
export function write(folder, tree) {
  for (const file of filesIn(folder)) {
    if (!(file in tree)) rmSync(join(folder, file));
  }
  for (const [file, text] of Object.entries(tree)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
}
