/** `npm run doctor`: what is there, in which version and where, and what is missing. Installs nothing. */
import { doctor } from '../setup/doctor.mjs';

const lines = await doctor();
const width = Math.max(...lines.map(({ name }) => name.length));
for (const { name, state, text } of lines) {
  console.log(
    `${{ ok: '  ok     ', absent: '  absent ', missing: '  MISSING' }[state]}  ${name.padEnd(width)}  ${text}`,
  );
}
const missing = lines.filter(({ state }) => state === 'missing').map(({ name }) => name);
console.log(missing.length === 0 ? '\nAll that is needed is there.' : `\nMissing: ${missing.join(', ')}.`);
process.exitCode = missing.length === 0 ? 0 : 1;
