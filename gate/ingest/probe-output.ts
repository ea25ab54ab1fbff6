import { z } from 'zod';
import type { DistributionBlock, LevelBlock, RatioBlock, Series } from '../core/model/series.ts';
import { HistogramBuilder } from '../core/stats/histogram-builder.ts';

const finite = z.number();
const common = {
  side: z.enum(['with', 'without']),
  metric: z.string().min(1),
  route: z
    .union([z.string().min(1), finite.transform(String)])
    .nullable()
    .default(null),
  unit: z.string().min(1),
  better: z.enum(['lower', 'higher']).default('lower'),
  /** Number of the block: those of both sides with the same number are a pair. */
  block: z.int().min(0),
};

/** A line of a probe: samples of a block, a part of a ratio, or a level. */
const line = z.union([
  z.strictObject({ ...common, samples: z.array(finite.min(0)).min(1) }),
  z.strictObject({ ...common, numerator: finite.min(0), denominator: finite.positive() }),
  z.strictObject({ ...common, value: finite }),
  z.strictObject({ invalid: z.string().min(1) }),
]);

type Line = z.infer<typeof line>;
type Measured = Exclude<Line, { readonly invalid: string }>;

/** What a probe printed: the series of both sides, and why it says that it could not measure, if it does. */
export interface ProbeOutput {
  readonly with: readonly Series[];
  readonly without: readonly Series[];
  readonly invalid: readonly string[];
  /** Lines that are no lines of a probe, as it were written; the first of them is `firstUnreadable`. */
  readonly unreadable: number;
  readonly firstUnreadable: string | null;
}

/** Reads the JSON lines of a probe (docs/claims.md). */
export function readProbeOutput(lines: Iterable<string>): ProbeOutput {
  const measured: Measured[] = [];
  const invalid: string[] = [];
  let unreadable = 0;
  let firstUnreadable: string | null = null;
  for (const text of lines) {
    if (text.trim() === '') continue;
    const parsed = line.safeParse(jsonOf(text));
    if (!parsed.success) {
      unreadable += 1;
      firstUnreadable ??= text.slice(0, 200);
    } else if ('invalid' in parsed.data) invalid.push(parsed.data.invalid);
    else measured.push(parsed.data);
  }
  const of = (side: Measured['side']) => seriesOf(measured.filter((one) => one.side === side));
  return { with: of('with'), without: of('without'), invalid, unreadable, firstUnreadable };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function seriesOf(lines: readonly Measured[]): readonly Series[] {
  const groups = Map.groupBy(lines, ({ metric, route, unit, better }) => JSON.stringify([metric, route, unit, better]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const name = { name: first.metric, route: first.route, unit: first.unit, better: first.better };
    const byBlock = group.toSorted((one, other) => one.block - other.block);
    const distribution = byBlock.flatMap((one): readonly DistributionBlock[] =>
      'samples' in one ? [histogram(one)] : [],
    );
    const ratio = byBlock.flatMap((one): readonly RatioBlock[] =>
      'numerator' in one ? [{ at: one.block, numerator: one.numerator, denominator: one.denominator }] : [],
    );
    const level = byBlock.flatMap((one): readonly LevelBlock[] =>
      'value' in one ? [{ at: one.block, value: one.value }] : [],
    );
    return [
      ...(distribution.length > 0 ? [{ ...name, kind: 'distribution', blocks: distribution } as const] : []),
      ...(ratio.length > 0 ? [{ ...name, kind: 'ratio', blocks: ratio } as const] : []),
      ...(level.length > 0 ? [{ ...name, kind: 'level', blocks: level } as const] : []),
    ];
  });
}

function histogram({
  block,
  samples,
}: {
  readonly block: number;
  readonly samples: readonly number[];
}): DistributionBlock {
  const builder = new HistogramBuilder();
  for (const sample of samples) builder.record(sample);
  return { at: block, ...builder.build() };
}
