import type { Domain } from '../../domain.ts';
import { registerInsight } from './insight.ts';
import { learningApi } from './learning-api.ts';
import { struggleInsights } from './struggle-insights.ts';
import { studyInsights } from './study-insights.ts';
import { wellbeingInsights } from './wellbeing-insights.ts';

/** How long each kind of data is kept: the eight that document 002 names. */
export interface LearningTtl {
  readonly analyticsUserDataSeconds: number;
  readonly behavioralPatternsSeconds: number;
  readonly missionSummariesSeconds: number;
  readonly performanceMetricsSeconds: number;
  readonly cognitiveLoadSeconds: number;
  readonly learningObjectivesSeconds: number;
  readonly strugglePredictionsSeconds: number;
  readonly recommendationsSeconds: number;
}

const insights = [...studyInsights, ...struggleInsights, ...wellbeingInsights];

/** Learning analytics of document 002: eight aggregates of what one learner did, each one statement. */
export function learningDomain({ ttl }: { readonly ttl: LearningTtl }): Domain {
  return {
    name: 'learning',
    api: learningApi(insights),
    register(_app, context) {
      for (const insight of insights) {
        registerInsight(context, insight, ttl[insight.ttl]);
      }
    },
  };
}
