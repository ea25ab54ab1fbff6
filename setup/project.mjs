import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where this package lies. */
export const packageFolder = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

/** A checkout runs TypeScript and has its own pinned Node; an installed package runs `dist` with the Node it is given. */
export const isCheckout = existsSync(join(packageFolder, 'package-lock.json'));

/** Where `.loadline/` lies: the checkout, or the project in whose folder an installed package is called. */
const projectFolder = isCheckout ? packageFolder : resolve('.');

export const cacheFolder = join(projectFolder, '.loadline', 'cache');
export const logFolder = join(projectFolder, '.loadline', 'logs');
