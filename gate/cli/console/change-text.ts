/** Less is of no interest to anybody. */
const LEAST_PERCENT = 0.01;

/** A relative change as people read it: `+8.1 %`, `−0.4 %`, `+120 %`. */
export function changeText(change: number): string {
  return `${signed(change)} %`;
}

/** Both bounds of a change, in percent: `[−0.8, +3.1]`. */
export function changeInterval([lower, upper]: readonly [number, number]): string {
  return `[${signed(lower)}, ${signed(upper)}]`;
}

/** A size without a sign: `5 %`, `2.1 %`. */
export function shareText(share: number): string {
  const percent = share * 100;
  return percent > 0 && percent < LEAST_PERCENT ? `< ${LEAST_PERCENT} %` : `${Number(percent.toPrecision(2))} %`;
}

/** One decimal says what noise leaves to say; from ten percent on none is needed. */
function signed(change: number): string {
  const percent = change * 100;
  if (!Number.isFinite(percent)) return Number.isNaN(percent) ? '–' : `${percent > 0 ? '+' : '−'}∞`;
  const size = Math.abs(percent);
  const text = size < 9.95 ? size.toFixed(1) : Math.round(size).toLocaleString('en');
  return `${text === '0.0' ? '±' : percent > 0 ? '+' : '−'}${text}`;
}
