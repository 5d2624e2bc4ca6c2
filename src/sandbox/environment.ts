/** Variables that say where tools and languages are and how text is read; none holds a secret. */
const passedOn = new Set([
  'PATH',
  'LANG',
  'LANGUAGE',
  'TZ',
  'USER',
  'LOGNAME',
  'JAVA_HOME',
  'GOROOT',
  'GOPATH',
  'GOMODCACHE',
  'GOCACHE',
  'GOTOOLCHAIN',
  'CARGO_HOME',
  'RUSTUP_HOME',
  'RUSTUP_TOOLCHAIN',
  'PYENV_ROOT',
  'PYENV_VERSION',
  'VIRTUAL_ENV',
  'CONDA_PREFIX',
  'CONDA_DEFAULT_ENV',
  'NVM_DIR',
  'NVM_BIN',
  'VOLTA_HOME',
  'FNM_DIR',
  'ASDF_DIR',
  'ASDF_DATA_DIR',
  'MISE_DATA_DIR',
  'PNPM_HOME',
  'COREPACK_HOME',
  'MAVEN_HOME',
  'M2_HOME',
  'GRADLE_HOME',
  'SDKMAN_DIR',
  'DOTNET_ROOT',
  'GEM_HOME',
  'RBENV_ROOT',
]);

/**
 * The environment of commands: of the host's only PATH, locale and where toolchains are, then what
 * the user set for tests. `additions` win.
 */
export function sandboxEnvironment(
  host: Readonly<Record<string, string | undefined>>,
  home: string,
  additions: Readonly<Record<string, string>>,
): Record<string, string> {
  const env: Record<string, string> = { PATH: '/usr/local/bin:/usr/bin:/bin' };
  for (const [name, value] of Object.entries(host)) {
    const wanted = passedOn.has(name) || name.startsWith('LC_');
    if (wanted && value !== undefined && value !== '') env[name] = value;
  }
  return { ...env, HOME: home, SHELL: '/bin/sh', ...additions };
}
