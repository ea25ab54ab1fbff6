import { expect, test } from 'vitest';
import { k6CsvTagColumns, k6CsvTags } from './k6-csv-header.ts';

const header = new TextEncoder().encode(
  'metric_name,timestamp,metric_value,expected_response,name,status,extra_tags,metadata',
);

test('columns after the value are tags, whichever the run was told to write', () => {
  expect(k6CsvTagColumns(header)).toEqual(['expected_response', 'name', 'status', 'extra_tags', 'metadata']);
});

test("the script's own tags stand beside k6's, metadata does not", () => {
  const fields = ['true', 'GET /', '200', 'side=left&kind=a', 'vu=5&iter=7'];
  expect(Object.fromEntries(k6CsvTags(k6CsvTagColumns(header), fields))).toEqual({
    expected_response: 'true',
    name: 'GET /',
    status: '200',
    side: 'left',
    kind: 'a',
  });
});

test('a value may hold what separates tags, as k6 escapes nothing', () => {
  const fields = ['', '', '', 'query=a=1&b&kind=x', ''];
  expect(Object.fromEntries(k6CsvTags(k6CsvTagColumns(header), fields))).toEqual({ query: 'a=1&b', kind: 'x' });
});
