import { delimiter } from 'node:path';

/** Folders of manifests that are known to work, from the environment. */
export const FOLDERS = (process.env.FOREIGN_MANIFESTS ?? '').split(delimiter).filter((folder) => folder !== '');
