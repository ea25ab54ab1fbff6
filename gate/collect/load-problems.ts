import type { Problem } from '../core/model/verdict.ts';
import type { MeasuredLoad } from './measure-load.ts';

/** k6's code of a request to an address that it was told to refuse. */
const REFUSED_ADDRESS = '1110';

/** What the collector itself saw go wrong; what follows from the evidence is judged in gate/core. */
export function loadProblems(
  measured: Pick<MeasuredLoad, 'subjectDied' | 'changedFacts' | 'hasTimedOut' | 'logFailure' | 'ingest' | 'counters'>,
): readonly Problem[] {
  const { subjectDied, changedFacts, hasTimedOut, logFailure, ingest, counters } = measured;
  const refused = Object.values(ingest.evidence.failures).reduce(
    (sum, byCode) => sum + (byCode[REFUSED_ADDRESS] ?? 0),
    0,
  );
  return [
    ...(subjectDied === null ? [] : deathProblems(subjectDied)),
    ...when(
      changedFacts.length > 0,
      'invalid',
      'SUBJECT_CHANGED',
      `the subject changed under load: ${changedFacts.join(', ')}`,
    ),
    ...when(hasTimedOut, 'invalid', 'K6_TIMED_OUT', 'k6 had not ended long after the end of its plan, and was stopped'),
    ...when(
      refused > 0,
      'invalid',
      'HOST_REFUSED',
      `${refused} requests of the script went to another machine and were refused: aim them at BASE_URL, or name the host with --allow-host`,
    ),
    ...when(
      // Of the last one the end of the output may have been cut off.
      ingest.unjudgedRequests > (ingest.evidence.isTruncated ? 1 : 0),
      'warning',
      'REQUESTS_UNJUDGED',
      `of ${ingest.unjudgedRequests} requests k6 did not say whether they failed, as the script took its response callback away: those answered with 400 and above count as failed here; http.expectedStatuses() says what is expected`,
    ),
    ...when(logFailure !== null, 'warning', 'LOG_INCOMPLETE', `the log of k6 is incomplete: ${logFailure?.message}`),
    ...counters.problems,
  ];
}

/** Its last words are told apart: what made the run invalid is repeated beside every target, they are not. */
function deathProblems(subjectDied: string): readonly Problem[] {
  const [how = '', ...lastLines] = subjectDied.split('\n');
  const quoted = lastLines.map((line) => `“${line.trim()}”`).join(', ');
  return [
    ...when(true, 'invalid', 'SUBJECT_DIED', `the subject ended under load: ${how.replace(/\.$/, '')}`),
    ...when(quoted !== '', 'warning', 'SUBJECT_LAST_WORDS', `the last words of the subject: ${quoted}`),
  ];
}

function when(isSo: boolean, severity: Problem['severity'], code: string, message: string): readonly Problem[] {
  return isSo ? [{ severity, code, message, route: null, series: null }] : [];
}
