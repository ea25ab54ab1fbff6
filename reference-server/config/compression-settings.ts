import type { Encoding } from '../http/accept-encoding.ts';
import { CODERS } from '../http/codings.ts';
import type { CompressionSettings } from '../server-config.ts';
import type { Effective } from './overlay.ts';
import { choice, integer, paths, type Setting } from './setting.ts';

const middleware = '004 Middleware Setup';

/** What is made smaller, and how hard that is tried. */
export const compressionSettings = {
  'compression.isEnabled': choice('on', ['on', 'off'], {
    source: middleware,
    note: 'enabled: true',
    variable: 'COMPRESSION',
  }),
  'compression.minSizeBytes': integer(1_024, [0, 1 << 30], {
    source: middleware,
    note: 'only above 1 kB',
    variable: 'COMPRESSION_MIN_SIZE',
  }),
  'compression.excludePaths': paths(['/health', '/metrics'], {
    source: middleware,
    note: "excludePaths: ['/health', '/metrics']; routes as they are registered",
    variable: 'COMPRESSION_EXCLUDE_PATHS',
  }),
  'compression.level.br': level('br', 'COMPRESSION_LEVEL_BR'),
  'compression.level.zstd': level('zstd', 'COMPRESSION_LEVEL_ZSTD'),
  'compression.level.gzip': level('gzip', 'COMPRESSION_LEVEL_GZIP'),
  'compression.level.deflate': level('deflate', 'COMPRESSION_LEVEL_DEFLATE'),
} as const;

/** Of bodies that are kept. */
function level<const Name extends string>(
  encoding: Encoding,
  variable: Name,
): Setting<number> & { readonly variable: Name } {
  const { bodyLevel, levels } = CODERS[encoding];
  const note = '001 asks for configurable levels and names none: most bytes saved for the time';
  return { ...integer(bodyLevel, levels, { source: 'ours', note }), variable };
}

/** What the settings above come to. */
export function compressionSettingsOf(settings: Effective): CompressionSettings {
  return {
    isEnabled: settings['compression.isEnabled'].value === 'on',
    minSizeBytes: settings['compression.minSizeBytes'].value,
    excludePaths: settings['compression.excludePaths'].value,
    levels: {
      br: settings['compression.level.br'].value,
      zstd: settings['compression.level.zstd'].value,
      gzip: settings['compression.level.gzip'].value,
      deflate: settings['compression.level.deflate'].value,
    },
  };
}
