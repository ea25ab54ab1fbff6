import type { ServerConfig } from '../server-config.ts';
import { admissionSettingsOf } from './admission-settings.ts';
import { cacheSettingsOf } from './cache-settings.ts';
import { compressionSettingsOf } from './compression-settings.ts';
import type { Effective } from './overlay.ts';

/** The plain values that the server itself reads. */
export function serverSettings(settings: Effective): ServerConfig {
  return {
    http: {
      bodyLimitBytes: settings['http.bodyLimitBytes'].value,
      requestTimeoutMs: settings['http.requestTimeoutMs'].value,
      keepAliveTimeoutMs: settings['http.keepAliveTimeoutMs'].value,
      closeTimeoutMs: settings['http.closeTimeoutMs'].value,
      slowRequestMs: settings['http.slowRequestMs'].value,
      criticalRequestMs: settings['http.criticalRequestMs'].value,
      staticMaxAgeSeconds: settings['http.maxAge.staticSeconds'].value,
      compression: compressionSettingsOf(settings),
    },
    cache: cacheSettingsOf(settings),
    admission: admissionSettingsOf(settings),
    monitor: {
      isSampling: settings['monitor.isSampling'].value === 'on',
      intervalMs: settings['monitor.intervalMs'].value,
      historyLength: settings['monitor.historyLength'].value,
      targetResponseMs: settings['monitor.targetResponseMs'].value,
      health: {
        slowMs: settings['health.slowMs'].value,
        busyShare: settings['health.busyShare'].value,
        deadlineMs: settings['health.deadlineMs'].value,
      },
    },
    authSecret: settings['auth.secret'].value,
    lab: {
      key: settings['lab.key'].value,
      faults: {
        busyUs: settings['fault.handler.busyUs'].value,
        delayMs: settings['fault.handler.delayMs'].value,
        hasExtraSql: settings['fault.handler.extraSql'].value === 'on',
        errorShare: settings['fault.handler.errorShare'].value,
      },
    },
  };
}
