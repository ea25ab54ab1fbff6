import type { ApiDescription } from '../../http/open-api/route-description.ts';
import { id, object, ok } from '../../http/open-api/schemas.ts';
import type { Insight } from './insight.ts';

/** What the API document tells of the learning domain. */
export function learningApi(insights: readonly Insight[]): ApiDescription {
  return {
    tag: 'learning',
    isDomain: true,
    description: 'Learning analytics: document 002.',
    routes: Object.fromEntries(
      insights.map(({ path, fields }) => [
        `GET /api/analytics/${path}`,
        {
          summary: `Of one learner: ${Object.keys(fields).join(', ')}`,
          query: { userId: id },
          requiredQuery: ['userId'],
          answers: ok(
            'The aggregates.',
            object({
              success: { const: true },
              data: object({
                result: object({ userId: id, ...Object.fromEntries(Object.keys(fields).map((name) => [name, {}])) }),
              }),
            }),
          ),
          errors: { INVALID_FILTER: 400, USER_NOT_FOUND: 404 },
        },
      ]),
    ),
  };
}
