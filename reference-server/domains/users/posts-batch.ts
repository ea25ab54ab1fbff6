import { fieldsOf } from '../../http/fields.ts';
import { HttpError } from '../../http/http-error.ts';
import { isId, LARGEST_ID } from '../../http/identifier.ts';

export interface NewPost {
  readonly userId: number;
  readonly title: string;
  readonly body: string;
}

export const LONGEST_TITLE = 200;
export const LONGEST_BODY = 10_000;

/** Reads `{"posts": [{"userId", "title", "body"}, …]}`. Throws HttpError 400 INVALID_POSTS naming the first thing that is wrong. */
export function parsePostsBatch(body: unknown, maxRows: number): readonly NewPost[] {
  const { posts } = fieldsOf(body);
  if (!Array.isArray(posts) || posts.length < 1 || posts.length > maxRows) {
    throw invalid(`posts must be a list of 1 to ${maxRows} posts`);
  }
  return posts.map((post: unknown, index) => {
    const { userId, title, body: text } = fieldsOf(post);
    if (!isId(userId)) {
      throw invalid(`posts[${index}].userId must be a whole number from 1 to ${LARGEST_ID}`);
    }
    if (!isText(title, LONGEST_TITLE))
      throw invalid(`posts[${index}].title must be text of 1 to ${LONGEST_TITLE} characters`);
    if (!isText(text, LONGEST_BODY))
      throw invalid(`posts[${index}].body must be text of 1 to ${LONGEST_BODY} characters`);
    return { userId, title, body: text };
  });
}

/** PostgreSQL text cannot hold a NUL. */
function isText(value: unknown, longest: number): value is string {
  return typeof value === 'string' && value.length >= 1 && value.length <= longest && !value.includes('\0');
}

function invalid(message: string): HttpError {
  return new HttpError({ statusCode: 400, code: 'INVALID_POSTS', message });
}
