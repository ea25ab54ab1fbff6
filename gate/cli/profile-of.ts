import type { ProfileConfig } from '../core/model/config.ts';
import type { Target } from '../core/model/target.ts';

/** A profile of a config, which may be a mere list of targets. */
export function profileOf(profile: readonly Target[] | ProfileConfig): ProfileConfig {
  return 'targets' in profile ? profile : { targets: profile };
}
