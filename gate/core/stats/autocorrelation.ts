/**
 * Correlation of each value with the next, about the series' own mean; 0 for fewer than two values or equal ones.
 * Biased towards below by about (1 + 3ρ) / n. Source: Box & Jenkins (1970), §2.1.5.
 */
export function lagOneAutocorrelation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let squares = 0;
  let products = 0;
  for (let position = 0; position < values.length; position += 1) {
    const deviation = (values[position] as number) - mean;
    squares += deviation * deviation;
    if (position > 0) products += deviation * ((values[position - 1] as number) - mean);
  }
  return squares > 0 ? products / squares : 0;
}
