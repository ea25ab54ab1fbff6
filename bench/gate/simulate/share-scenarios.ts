import { normalCdf, normalQuantile } from '../../../gate/core/stats/normal.ts';
import type { Random } from '../../../gate/core/stats/random.ts';
import type { ShareBlock } from '../../../gate/core/stats/share-interval.ts';
import { drawAutoregressive, drawBinomial, drawNormal } from './draw.ts';

/** A way that blocks of requests come about, with the share over the limit that is true in the long run. */
export interface ShareScenario {
  readonly name: string;
  /** `bar`: coverage is held to the bar; `hard`: beyond what so few blocks can show, printed so that nobody is surprised. */
  readonly kind: 'bar' | 'hard';
  readonly share: number;
  readonly draw: (random: Random) => ShareBlock[];
}

function block(random: Random, mean: number, share: number): ShareBlock {
  const requests = Math.max(1, Math.round(mean + Math.sqrt(mean) * drawNormal(random)));
  return { requests, over: drawBinomial(random, requests, share) };
}

/** Latency wanders: the share over the limit is a probit of an AR(1) series, so it is skewed as real ones are. */
function wandering(
  blocks: number,
  correlation: number,
  spread: number,
  share: number,
  requests: number,
): ShareScenario {
  const threshold = -normalQuantile(share) * Math.sqrt(1 + spread * spread);
  return {
    name: `AR(1) ${correlation}, ${blocks} blocks of ${requests}, ${share * 100} % over, spread ${spread}`,
    kind: blocks >= 60 && correlation <= 0.5 ? 'bar' : 'hard',
    share,
    draw: (random) =>
      drawAutoregressive(random, blocks, correlation).map((level) =>
        block(random, requests, normalCdf(spread * level - threshold)),
      ),
  };
}

/** Stalls: some blocks have many requests over the limit, the others few. `stay`: how often a stall is followed by another. */
function stalling(blocks: number, stalls: number, stay: number, during: number): ShareScenario {
  const otherwise = 0.02;
  const enter = (stalls * (1 - stay)) / (1 - stalls);
  return {
    name: `mixture, ${blocks} blocks, ${stalls * 100} % stalls, followed by another in ${stay * 100} %`,
    kind: blocks >= 60 && stay <= stalls ? 'bar' : 'hard',
    share: stalls * during + (1 - stalls) * otherwise,
    draw: (random) => {
      let isStalled = random() < stalls;
      return Array.from({ length: blocks }, () => {
        const drawn = block(random, 500, isStalled ? during : otherwise);
        isStalled = random() < (isStalled ? stay : enter);
        return drawn;
      });
    },
  };
}

/** The scenarios of the coverage bar: wandering and stalling, from short runs to ten minutes of seconds. */
export const SHARE_SCENARIOS: readonly ShareScenario[] = [20, 60, 120, 300].flatMap((blocks) => [
  ...[0, 0.3, 0.5, 0.7].map((correlation) => wandering(blocks, correlation, 0.3, 0.05, 500)),
  wandering(blocks, 0.5, 0.3, 0.05, 50),
  wandering(blocks, 0.3, 0.3, 0.01, 500),
  wandering(blocks, 0.5, 0.6, 0.03, 200),
  stalling(blocks, 0.2, 0.2, 0.15),
  stalling(blocks, 0.1, 0.1, 0.3),
  stalling(blocks, 0.1, 0.5, 0.3),
]);
