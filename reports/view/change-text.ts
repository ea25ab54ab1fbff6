/** A relative change for people, always with its sign: `+12.3 %`, `−0.4 %`, `0.0 %`, `+2,010 %`. */
export function changeText(change: number): string {
  return `${bareChange(change)} %`;
}

/** Two bounds of a change: `+9.8 to +14.9 %`. */
export function changeInterval([lower, upper]: readonly [number, number]): string {
  return `${bareChange(lower)} to ${bareChange(upper)} %`;
}

function bareChange(change: number): string {
  if (!Number.isFinite(change)) return change > 0 ? '+∞' : '−∞';
  const percent = Math.abs(change * 100);
  const text = percent >= 99.95 ? Math.round(percent).toLocaleString('en-US') : percent.toFixed(1);
  if (Number(text) === 0) return text;
  return `${change > 0 ? '+' : '−'}${text}`;
}
