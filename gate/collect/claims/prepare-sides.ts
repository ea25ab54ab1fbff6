import type { ClaimVariant } from '../../core/model/claim.ts';
import type { ClaimSubject } from './claim-subject.ts';
import { ContrastUnmeasured } from './claims-plan.ts';
import { type BlockCounter, type ContrastSide, subjectCounter, variantCounter } from './contrast-side.ts';
import type { ContrastRun, ContrastSubjects } from './measure-contrast.ts';
import type { Side } from './sides-tally.ts';

/** Both variants of a contrast, ready to be asked. Throws ContrastUnmeasured where something is to be switched that has no lab; LabRefusal. */
export async function prepareSides({
  contrast,
  subjects,
  plan,
}: ContrastRun): Promise<Readonly<Record<Side, ContrastSide>>> {
  const variants = { without: contrast.without, with: contrast.with };
  for (const [subject, ids] of bySubject(subjects)) {
    const declared = ids.flatMap((id) =>
      variants[id].switches === undefined ? [] : [[id, variants[id].switches] as const],
    );
    if (declared.length === 0) continue;
    if (subject.lab === null) throw new ContrastUnmeasured('the subject has no lab, so nothing of it can be switched');
    await subject.lab.declare(Object.fromEntries(declared));
  }
  const isAlone = subjects.with !== subjects.without || contrast.kind === 'blocks';
  const sideOf = (id: Side): ContrastSide => {
    const { origin, lab } = subjects[id];
    const variant: ClaimVariant = variants[id];
    const isSwitched = variant.switches !== undefined && lab !== null;
    const counters: BlockCounter[] = [];
    if (isAlone && plan.subject.counters !== undefined) counters.push(subjectCounter(origin, plan.subject.counters));
    if (isSwitched) counters.push(variantCounter(lab, id));
    return { origin, headers: { ...variant.headers, ...(isSwitched ? lab.headersOf(id) : {}) }, counters };
  };
  return { with: sideOf('with'), without: sideOf('without') };
}

function bySubject(subjects: ContrastSubjects): readonly (readonly [ClaimSubject, readonly Side[]])[] {
  return subjects.with === subjects.without
    ? [[subjects.with, ['without', 'with']]]
    : [
        [subjects.without, ['without']],
        [subjects.with, ['with']],
      ];
}
