import type { Check } from '../doctor/checks.ts';
import type { Translate } from './translate.ts';

/** What can be done about a finding: a link that runs a command. */
export interface Fix {
  readonly label: string;
  readonly command: string;
  readonly args?: readonly string[];
}

/** Commands that only the report's links call. */
export const ownCommands = { key: '_reckon.enterKey', install: '_reckon.typeInstall' } as const;

/** All commands that the links of a report may run. */
export const fixCommands: readonly string[] = [
  'reckon.chooseModel',
  'reckon.doctor',
  'workbench.action.openSettings',
  ...Object.values(ownCommands),
];

/** How a package is installed, by the program that does it. */
const installers: readonly (readonly [program: string, command: string])[] = [
  ['apt-get', 'sudo apt-get install bubblewrap'],
  ['dnf', 'sudo dnf install bubblewrap'],
  ['pacman', 'sudo pacman -S bubblewrap'],
  ['zypper', 'sudo zypper install bubblewrap'],
  ['apk', 'sudo apk add bubblewrap'],
];

/**
 * The command that installs what confines tests; null where that is there, or nothing is known to
 * install it. `isThere`: is there a program of this name?
 */
export function installCommand(isThere: (program: string) => boolean): string | null {
  if (isThere('bwrap')) return null;
  return installers.find(([program]) => isThere(program))?.[1] ?? null;
}

/** What helps with a finding, the likeliest first. `install`: what would install a confinement. */
export function fixesOf(check: Check, install: string | null, t: Translate): Fix[] {
  const { name, state, code, model } = check;
  if (state === 'works') return [];
  const setting = (id: string): Fix => {
    const label = t('Open Setting {0}', id);
    return { label, command: 'workbench.action.openSettings', args: [id] };
  };
  const choose: Fix = { label: t('Choose Model'), command: 'reckon.chooseModel' };
  switch (name) {
    case 'model':
      if (code !== 'wrong-key' || model === undefined) return [choose];
      return [{ label: t('Enter Key'), command: ownCommands.key, args: [model] }, choose];
    case 'logprobs':
      return [choose];
    case 'tests':
      return [setting('reckon.test.command')];
    case 'confinement': {
      const type = {
        label: t('Type {0} in a Terminal', install ?? ''),
        command: ownCommands.install,
      };
      return [...(install === null ? [] : [type]), setting('reckon.sandbox.allowUnconfined')];
    }
    default:
      return [];
  }
}
