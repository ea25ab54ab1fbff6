import { type Environment, git } from './git-command.ts';

/** Settings that decide how a remote is reached: proxies, credentials, headers of a CI job, rewritten addresses. */
const NETWORK_SETTING = /^(http|credential|url|core\.sshcommand|ssh)\b/i;

/**
 * The settings by which `repository` reaches its remotes, as variables for a git that runs elsewhere. CI jobs keep their
 * credentials in the checkout's own settings; through variables they reach neither a file nor a command line.
 */
export async function borrowedSettings(repository: string, environment: Environment): Promise<Environment> {
  const { stdout } = await git(['config', '--local', '--includes', '--list', '-z'], { cwd: repository, environment });
  const settings = stdout
    .toString('utf8')
    .split('\0')
    .map((setting) => setting.split(/\n([\s\S]*)/))
    .filter(([name = '', value]) => value !== undefined && NETWORK_SETTING.test(name));
  // Those that came as variables stay; a header given twice would be sent twice, so only the checkout's own are added.
  const given = Number(environment.GIT_CONFIG_COUNT ?? 0);
  return {
    GIT_CONFIG_COUNT: String(given + settings.length),
    ...Object.fromEntries(
      settings.flatMap(([name, value], index) => [
        [`GIT_CONFIG_KEY_${given + index}`, name],
        [`GIT_CONFIG_VALUE_${given + index}`, value],
      ]),
    ),
  };
}
