import process from 'node:process';
import { createFileStore } from '../../gate/store/file-store.ts';
import { createGitHistory } from '../../gate/store/git/git-history.ts';
import { PARSERS, SAMPLES } from './sample-documents.ts';

// One of several processes that save history at once: `file DIRECTORY ID…` or `git REPOSITORY BRANCH ID…`.
const [, , kind, place = '', ...words] = process.argv;
const [branch = '', ...ids] = kind === 'git' ? words : ['', ...words];
const history =
  kind === 'git'
    ? createGitHistory({ repository: place, remote: 'origin', branch, environment: process.env }, PARSERS.history)
    : createFileStore({ directory: place, parsers: PARSERS }).history;
for (const id of ids) await history.save(SAMPLES.entry(id));
