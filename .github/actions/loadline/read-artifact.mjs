/**
 * Takes what the run of a pull request left, as data: nothing of it is executed, shown or believed unread. The record is parsed and checked
 * by this checkout's own Loadline, which renders the comment anew; the number of the pull request must be a number (whether it is the right one,
 * comment.mjs asks). Usage: node read-artifact.mjs FOLDER. Writes .loadline/ci/comment.md and the outputs `number` and `outcome` of the step;
 * what cannot be used ends in a notice, without outputs.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, copyFileSync, lstatSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { argv, env, execPath } from 'node:process';
import { fileURLToPath } from 'node:url';

const MOST_BYTES = 64 * 1024 * 1024;
const RECORD = /^(\d{8}T\d{6}Z-[a-z0-9-]{1,80})\.json\.gz$/;
const OUTCOME = /^### \S+ (pass|fail|undecided): /;
const loadline = fileURLToPath(new URL('../../../bin/loadline.mjs', import.meta.url));

try {
  const { number, outcome } = readArtifact(resolve(argv[2] ?? ''));
  appendFileSync(env.GITHUB_OUTPUT ?? '', `number=${number}\noutcome=${outcome}\n`);
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  console.log(`::notice title=Loadline::No comment: ${reason.replaceAll('%', '%25').replaceAll(/[\r\n]+/g, '%0A')}`);
}

/** @param {string} folder */
function readArtifact(folder) {
  const number = pullRequest(readFileSync(whole(folder, 'pull-request.json', 1000), 'utf8'));
  const records = readdirSync(folder).filter((name) => RECORD.test(name));
  const [name = ''] = records;
  if (records.length !== 1) throw new Error(`the artifact holds ${records.length} records, not one.`);
  const file = whole(folder, name, MOST_BYTES);
  mkdirSync('.loadline/comparisons', { recursive: true });
  mkdirSync('.loadline/ci', { recursive: true });
  copyFileSync(file, join('.loadline/comparisons', name));
  const id = RECORD.exec(name)?.[1] ?? '';
  const { status, stderr } = spawnSync(execPath, [loadline, 'report', id, '--markdown', '.loadline/ci/comment.md'], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr.trim());
  return { number, outcome: OUTCOME.exec(readFileSync('.loadline/ci/comment.md', 'utf8'))?.[1] ?? '' };
}

/**
 * A file of the artifact itself: no link out of it, and not larger than it can be.
 * @param {string} folder
 * @param {string} name
 * @param {number} most
 */
function whole(folder, name, most) {
  const file = join(folder, name);
  const facts = lstatSync(file);
  if (!facts.isFile() || facts.size > most) throw new Error(`${name} of the artifact is no file, or too large.`);
  return file;
}

/** @param {string} text */
function pullRequest(text) {
  const { number } = JSON.parse(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new Error('the artifact names no pull request.');
}
