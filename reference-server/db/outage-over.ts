import { presentCaller } from '../http/caller.ts';
import { HttpError } from '../http/http-error.ts';
import type { SqlPool } from '../ports.ts';

/** As short as a statement can be that a server has to answer. */
const PING = { text: 'SELECT 1', name: 'ping', timeout: 'critical' } as const;

/**
 * Whether an outage has ended that a load failed by: its pool is asked, which tries to connect where it has to, once for all who wait.
 * So nobody is told of an outage that is over, and no load is tried again while it lasts. Other errors are nobody's outage.
 */
export function outageOver(pool: Pick<SqlPool, 'query'>): (error: unknown) => boolean | Promise<boolean> {
  return (error) => {
    if (!(error instanceof HttpError) || error.statusCode !== 503) return false;
    // For all who wait for the same, and so for nobody who could leave.
    const asked = presentCaller.run(undefined, () => pool.query(PING));
    return asked.then(
      () => true,
      () => false,
    );
  };
}
