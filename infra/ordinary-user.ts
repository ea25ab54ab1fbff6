import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { InfraError } from './infra-error.ts';

export interface OrdinaryUser {
  readonly uid: number;
  readonly gid: number;
}

/** Names that may own the database, in order of preference; the last is created where there is none. */
const names = ['postgres', 'loadline'] as const;

/** PostgreSQL refuses to run as root: the user to drop to, created if needed; `null` where we are an ordinary user. */
export function ordinaryUser(): OrdinaryUser | null {
  if (process.getuid?.() !== 0) return null;
  const known = names.map(find).find((user) => user !== null);
  if (known) return known;
  create(names[1]);
  const created = find(names[1]);
  if (created) return created;
  throw new InfraError({
    code: 'POSTGRES_USER',
    message: `PostgreSQL does not run as root, and the user "${names[1]}" could not be created`,
    advice: `Run as an ordinary user, create the user "${names[1]}", or set DATABASE_URL.`,
  });
}

function find(name: string): OrdinaryUser | null {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = (line ?? '').split(':').map(Number);
  return uid && gid ? { uid, gid } : null;
}

/** With shadow's `useradd` (Debian, Fedora) or BusyBox' `adduser` (Alpine). */
function create(name: string): void {
  const commands = [
    ['/usr/sbin/useradd', '--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', name],
    ['/usr/sbin/adduser', '-S', '-D', '-H', '-s', '/sbin/nologin', name],
  ];
  for (const [file = '', ...args] of commands) {
    if (!existsSync(file)) continue;
    try {
      execFileSync(file, args, { stdio: 'ignore' });
      return;
    } catch {
      // the caller sees that the user is not there
    }
  }
}
