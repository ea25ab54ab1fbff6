import { HttpError } from '../../http/http-error.ts';
import { parseChange, textRule, type Writable } from './field-rules.ts';

/** What a profile says of its member, and may be written. */
export interface ProfileFields {
  readonly name: string;
  readonly email: string;
  readonly title: string;
}

/** As a client sees a profile: with what its member has to do. For statements whose only `members` it is. */
export const PROFILE_COLUMNS = `members.id, members.name, members.email, members.title, members.created_at AS "createdAt",
  (SELECT count(*)::int FROM workspace.tasks WHERE assignee_id = members.id AND status <> 'done') AS "openTasks",
  (SELECT min(due_date)::text FROM workspace.tasks WHERE assignee_id = members.id AND status <> 'done') AS "nextDueDate"`;

/** In characters; of an address what SMTP can carry. */
export const LONGEST_OF_PROFILE = { name: 200, email: 254, title: 200 } as const;
const emailText = textRule(LONGEST_OF_PROFILE.email);
const PROFILE: Writable<ProfileFields> = {
  what: 'profile',
  invalid: (message) => new HttpError({ statusCode: 400, code: 'INVALID_PROFILE', message }),
  rules: {
    name: textRule(LONGEST_OF_PROFILE.name),
    email: {
      // Whether mail arrives there only mail can tell.
      isRight: (value) => emailText.isRight(value) && /^[^\s@]+@[^\s@]+$/.test(String(value)),
      says: `an address of mail of at most ${LONGEST_OF_PROFILE.email} characters`,
    },
    title: textRule(LONGEST_OF_PROFILE.title),
  },
  absent: {},
};

/** Some fields of a profile, at least one. Throws HttpError 400 INVALID_PROFILE naming the first fault. */
export function parseProfileChange(body: unknown): Partial<ProfileFields> {
  return parseChange(body, PROFILE);
}

export function noSuchMember(id: number): HttpError {
  return new HttpError({ statusCode: 404, code: 'MEMBER_NOT_FOUND', message: `there is no member ${id}` });
}
