/**
 * Keeps one comment on a pull request up to date: finds the one that it wrote before by a hidden marker and its author, on all pages, and
 * edits it; else writes one. A comment decides nothing, so nothing that goes wrong here fails the job: it ends in a notice.
 *
 * From the environment: GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_TOKEN; PULL_REQUEST (its number), COMMENT_ID (one for each gate of a
 * repository), COMMENT_FILE (Markdown), COMMENT_ON (`always`, or `problems`: a pass only edits), OUTCOME, and where they are given COMMENT_AUTHOR,
 * DETAILS_URL (a link below the text) and EXPECTED_HEAD (the commit that must still be the head of the pull request).
 */
import { readFileSync } from 'node:fs';
import { env } from 'node:process';

const MOST_CHARACTERS = 65_536;
const PER_PAGE = 100;
const MOST_PAGES = 100;
const TIMEOUT_MS = 20_000;

try {
  console.log(`::notice title=Loadline::${escaped(await comment(readQuestion()))}`);
} catch (error) {
  console.log(
    `::notice title=Loadline::No comment: ${escaped(error instanceof Error ? error.message : String(error))}`,
  );
}

/** What is to be said, and where. Throws a sentence where something is missing or is not what it must be. */
function readQuestion() {
  const api = wanted('GITHUB_API_URL', /^https?:\/\/\S+$/);
  const repository = wanted('GITHUB_REPOSITORY', /^[\w.-]+\/[\w.-]+$/);
  const number = wanted('PULL_REQUEST', /^[1-9]\d{0,9}$/);
  const id = wanted('COMMENT_ID', /^\w[\w.-]{0,63}$/);
  const head = env.EXPECTED_HEAD === undefined ? undefined : wanted('EXPECTED_HEAD', /^[0-9a-f]{40,64}$/);
  const link =
    env.DETAILS_URL === undefined ? '' : `\n[All of it](${wanted('DETAILS_URL', /^https?:\/\/[\w./:-]+$/)})\n`;
  const marker = `<!-- loadline: ${id} -->`;
  const text = readFileSync(wanted('COMMENT_FILE', /./), 'utf8');
  const body = `${marker}\n${text}${link}`;
  if (text.trim() === '') throw new Error('there is nothing to say.');
  if (body.length >= MOST_CHARACTERS)
    throw new Error(`the text is longer than the ${MOST_CHARACTERS} characters of a comment.`);
  const isQuiet = env.COMMENT_ON === 'problems' && env.OUTCOME === 'pass';
  return {
    root: `${api}/repos/${repository}`,
    number,
    marker,
    body,
    head,
    isQuiet,
    author: env.COMMENT_AUTHOR ?? 'github-actions[bot]',
  };
}

/**
 * Says it, and says what was done.
 * @param {ReturnType<typeof readQuestion>} question
 */
async function comment({ root, number, marker, body, head, isQuiet, author }) {
  if (head !== undefined) {
    const pull = /** @type {{ head?: { sha?: string } }} */ (await ask(`${root}/pulls/${number}`));
    if (pull.head?.sha !== head) throw new Error(`#${number} has another head by now than the one that was measured.`);
  }
  const before = await findComment(`${root}/issues/${number}/comments`, marker, author);
  if (before !== undefined) {
    await ask(`${root}/issues/comments/${before}`, { method: 'PATCH', body: JSON.stringify({ body }) });
    return `The comment on #${number} was edited.`;
  }
  if (isQuiet) return `#${number} passes, and gets no comment.`;
  await ask(`${root}/issues/${number}/comments`, { method: 'POST', body: JSON.stringify({ body }) });
  return `#${number} has a comment.`;
}

/**
 * Number of the first comment of this author that begins with the marker; `undefined`: there is none.
 * @param {string} url
 * @param {string} marker
 * @param {string} author
 */
async function findComment(url, marker, author) {
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const comments = await ask(`${url}?per_page=${PER_PAGE}&page=${page}`);
    if (!Array.isArray(comments)) throw new Error('GitHub answered something else than a list of comments.');
    for (const { id, user, body } of comments) {
      if (user?.login === author && typeof body === 'string' && body.split(/\r?\n/, 1)[0] === marker) return id;
    }
    if (comments.length < PER_PAGE) return undefined;
  }
  throw new Error(`there are more than ${MOST_PAGES * PER_PAGE} comments.`);
}

/**
 * The answer of GitHub's API; throws a sentence where it refuses.
 * @param {string} url
 * @param {RequestInit} how
 */
async function ask(url, how = {}) {
  const response = await fetch(url, {
    ...how,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${env.GITHUB_TOKEN ?? ''}`,
      'content-type': 'application/json',
      'user-agent': 'loadline',
      'x-github-api-version': '2022-11-28',
    },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (response.ok) return response.json();
  const why =
    response.status === 403 || response.status === 404
      ? ' (the token may not write here, as in the pull request of a fork: use the form with two workflows)'
      : '';
  throw new Error(`GitHub answered ${response.status}${why}.`);
}

/**
 * A variable that must look like this.
 * @param {string} name
 * @param {RegExp} pattern
 */
function wanted(name, pattern) {
  const value = env[name] ?? '';
  if (!pattern.test(value)) throw new Error(`${name} is ${value === '' ? 'missing' : 'not what it must be'}.`);
  return value;
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
