import { LEAST_ASSUMED_DESIGN_EFFECT, type ShareBlock, shareInterval } from '../stats/share-interval.ts';
import { asFields, asList, asLooks, asNumber, DocumentFault, type Fields } from './document.ts';
import type { DoorVerdict } from './door.ts';
import { judgeShare, ONE_LOOK, type ShareJudgement, THREE_LOOKS } from './judge-share.ts';

/** Looks for which the confidence of three looks is enough. */
const MOST_LOOKS = 3;

/**
 * Judges `{"design":"target","quantile":0.95,"limit":85,"blocks":[{"requests":n,"over":k},…]}`: all blocks at once, or after
 * as many blocks as each of `"looks"` says until the verdict is certain.
 */
export function judgeTargetDocument(fields: Fields): DoorVerdict {
  const quantile = asNumber(fields.quantile, 'quantile', 0, 1);
  const allowed = 1 - quantile;
  // A quantile next to 0 or 1 allows all requests, or none: nothing could miss it, or meet it.
  if (allowed === 0 || allowed === 1) throw new DocumentFault('quantile', 'lies between 0 and 1: .95 for p95');
  if (fields.limit !== undefined) asNumber(fields.limit, 'limit');
  const blocks = asList(fields.blocks, 'blocks').map(asBlock);
  const looks = asLooks(fields.looks, 'looks') ?? [blocks.length];
  if (looks.length > MOST_LOOKS) throw new DocumentFault('looks', `at most ${MOST_LOOKS} are expected`);
  const confidence = looks.length > 1 ? THREE_LOOKS : ONE_LOOK;
  const judgeFirst = (count: number) =>
    judgeShare({
      blocks: blocks.slice(0, count),
      allowed,
      confidence,
      leastDesignEffect: LEAST_ASSUMED_DESIGN_EFFECT,
    });
  let taken = 0;
  let judged: ShareJudgement;
  do {
    judged = judgeFirst(looks[taken] ?? blocks.length);
    taken += 1;
  } while (
    taken < looks.length &&
    judged.verdict !== 'met' &&
    judged.verdict !== 'missed' &&
    (looks[taken - 1] ?? 0) < blocks.length
  );
  return {
    verdict: judged.verdict,
    reason: judged.reason,
    estimate: judged.estimate?.share ?? null,
    interval: judged.estimate === null ? null : twoSided(blocks.slice(0, looks[taken - 1]), confidence),
    level: confidence,
    mde: judged.mde,
    n: judged.estimate?.requests ?? 0,
    looks: taken,
    warnings: [],
  };
}

/** The verdict asks one end at this confidence; who reads both ends is told of both, so each has half of the error. */
function twoSided(blocks: readonly ShareBlock[], level: number): readonly [number, number] {
  return shareInterval(blocks, (1 + level) / 2, LEAST_ASSUMED_DESIGN_EFFECT).interval;
}

function asBlock(value: unknown, position: number): ShareBlock {
  const path = `blocks[${position}]`;
  const fields = asFields(value, path);
  const requests = asNumber(fields.requests, `${path}.requests`, 0, Number.MAX_SAFE_INTEGER);
  const over = asNumber(fields.over, `${path}.over`, 0);
  if (over > requests) throw new DocumentFault(path, `${over} requests over the limit of ${requests} in all`);
  return { requests, over };
}
