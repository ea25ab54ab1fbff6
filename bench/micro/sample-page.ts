/** A page of users as the reference server sends it: 20 rows are 2.9 kB, 700 are 100 kB. */
export function samplePage(rows: number): object {
  const names = ['Ada Adler', 'Alan Baker', 'Barbara Costa', 'Claude Dahl', 'Dennis Evans', 'Donald Fischer'] as const;
  const data = Array.from({ length: rows }, (_, i) => {
    const name = names[(i * 7) % names.length] ?? '';
    return {
      id: 99_000 - i * 13,
      email: `${name.toLowerCase().replace(' ', '.')}${99_000 - i * 13}@example.com`,
      name,
      status: i % 10 < 8 ? 'active' : 'suspended',
      createdAt: new Date(Date.UTC(2025, 11, 31) - i * 24_691_357).toISOString(),
    };
  });
  return { data, pagination: { limit: rows, sort: 'id', order: 'desc', hasMore: true, nextCursor: 'x'.repeat(80) } };
}
