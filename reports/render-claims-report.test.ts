import { expect, test } from 'vitest';
import { sampleClaims, VERDICTS } from './golden/sample-claims.ts';
import { renderClaimsReport } from './render-claims-report.ts';

test('claims stand by document with their verdict, both sides and the effect, without script and escaped', () => {
  const page = renderClaimsReport(sampleClaims);
  expect(page).not.toContain('<script');
  expect(page).toContain('no redis &lt;b&gt;here');
  expect(page.indexOf('id="document-002"')).toBeLessThan(page.indexOf('id="document-004"'));
  for (const verdict of VERDICTS) expect(page).toContain(`>1 ${verdict}<`);
  expect(page).toContain('Read as: the p95');
  expect(page).toContain('12.0 ms');
  expect(page).toContain('−87.0 %');
  expect(page).toContain('NOT clean');
  expect(page).toContain('loadline claims');
  expect(renderClaimsReport(sampleClaims)).toBe(page);
});

test('a page of nothing but one claim says so', () => {
  const [claim] = sampleClaims.registry.claims;
  const [result] = sampleClaims.results;
  if (claim === undefined || result === undefined) throw new TypeError('the record has a claim');
  const page = renderClaimsReport({
    ...sampleClaims,
    isQuick: true,
    registry: { ...sampleClaims.registry, claims: [claim] },
    results: [result],
  });
  expect(page).toContain('One claim, each measured with its feature and without it, in small');
  expect(page).toContain('None was refuted.');
});
