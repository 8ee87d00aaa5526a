/** A command that can be told to leave out its progress: which lines that removes, and the form that does it. In our own words. */
export interface NoiseForm {
  /** What a rule calls it. */
  name: string;
  /** Command families as ToolUse.family writes them. */
  command: RegExp;
  /** Seen in the output where only that shows what is behind a script's name. */
  shows?: RegExp;
  /** The command line says it already, or asks for the noise on purpose. */
  isQuiet: RegExp;
  /** Lines that are not printed in that form. Their meaning is known from the programs' own documentation. */
  lines: RegExp;
  form: string;
}

/**
 * Only forms whose effect is known and that keep every error: the quiet switch of a program that still prints what went wrong. The order
 * matters where several fit: the first whose lines occur is taken.
 */
export const NOISE_FORMS: readonly NoiseForm[] = [
  {
    name: 'npm install',
    command: /^npm (?:install|ci|i)$/,
    isQuiet: /--(?:silent|quiet|loglevel)|\s-(?:s|q)\b/,
    lines:
      /^npm (?:warn|WARN) (?:deprecated|EBADENGINE|old lockfile)|packages are looking for funding|run `npm fund`|^(?:added|changed|removed|up to date)\b.*\bpackages?\b/,
    form: 'give it `--loglevel=error --no-fund`',
  },
  {
    name: 'pnpm install',
    command: /^pnpm (?:install|i)$/,
    isQuiet: /--(?:silent|loglevel|reporter)/,
    lines:
      /^(?:Progress: resolved |Packages: [+-]|[+-]+$|Scope: all|Already up to date|Lockfile is up to date|Done in )|(?:: Running \w+ script|: Done$|: Progress)/,
    form: 'give it `--loglevel=warn`',
  },
  {
    name: 'pip install',
    command: /^(?:pip3? install|python3? pip|uv pip)$/,
    isQuiet: /\s(?:-q+|--quiet)\b/,
    lines:
      /^\s*(?:Requirement already satisfied|Collecting |Downloading |Using cached |Installing collected packages|Preparing metadata|Getting requirements|Installing build dependencies|Installing backend dependencies|Building wheels? for|Created wheel for|Stored in directory|Attempting uninstall|Found existing installation|Uninstalling |Successfully (?:installed|uninstalled|built)|Obtaining |━|Resolved \d+ package|Prepared \d+ package|Installed \d+ package|[+-] \S+==)/,
    form: 'give it `-q`',
  },
  {
    name: 'uv sync',
    command: /^uv (?:sync|add)$/,
    isQuiet: /\s(?:-q+|--quiet)\b/,
    lines:
      /^\s*(?:Resolved \d+ package|Prepared \d+ package|Installed \d+ package|Uninstalled \d+ package|Downloading |Downloaded |Building |Built |[+~-] \S+==)/,
    form: 'give it `-q`',
  },
  {
    name: 'curl',
    command: /^curl$/,
    isQuiet: /\s(?:-[a-zA-Z]*s[a-zA-Z]*|--silent|--no-progress-meter)\b/,
    lines: /^\s*(?:% Total\s+% Received|Dload\s+Upload|\d+\s+[\d.]+[kMG]?\s+\d+\s+[\d.]+[kMG]?\s+\d+\s+\d+\s)/,
    form: 'give it `-sS`',
  },
  {
    name: 'wget',
    command: /^wget$/,
    isQuiet: /\s(?:-nv|-q|--no-verbose|--quiet|-qO?-?)\b/,
    lines: /^\s*\d+K [. ]+|^\S.*\d+%\[=*>?\s*\]/,
    form: 'give it `-nv`',
  },
  {
    name: 'git',
    command: /^git (?:clone|fetch|pull|push|checkout|submodule \w+)$/,
    isQuiet: /\s(?:-q|--quiet)\b/,
    lines:
      /^(?:remote: )?(?:Enumerating objects|Counting objects|Compressing objects|Receiving objects|Resolving deltas|Writing objects|Unpacking objects|Total \d+ \(delta|Delta compression|Updating files|Filtering content|Checking out files)\b/,
    form: 'give it `-q`',
  },
  {
    name: 'cargo',
    command: /^cargo (?:build|check|clippy|run|test|bench|doc)$/,
    isQuiet: /\s(?:-q|--quiet)\b/,
    lines:
      /^\s*(?:Compiling|Checking|Downloaded|Downloading|Updating|Locking|Adding|Fresh|Blocking|Finished|Running|Doc-tests|Documenting) |^test \S+ \.\.\. (?:ok|ignored)/,
    form: 'give it `-q`',
  },
  {
    name: 'go test',
    command: /^go test$/,
    isQuiet: /^(?!.*\s-v\b)|\s-json\b/,
    lines: /^\s*(?:=== (?:RUN|PAUSE|CONT|NAME)\b|--- PASS:)/,
    form: 'leave out `-v`',
  },
  {
    name: 'pytest',
    command: /^(?:pytest|python3? pytest|uv run|poetry run)$/,
    shows: /^=+ test session starts =+$/m,
    isQuiet: /^(?!.*\s(?:-v+|--verbose)\b)/,
    lines: /\sPASSED(?:\s+\[\s*\d+%\])?\s*$/,
    form: 'leave out `-v`',
  },
  {
    name: 'docker pull',
    command: /^docker (?:pull|compose)$/,
    isQuiet: /\s(?:-q|--quiet)|--quiet-pull\b/,
    lines:
      /^\s*[0-9a-f]{12}:? (?:Pulling fs layer|Waiting|Downloading|Verifying Checksum|Download complete|Extracting|Pull complete|Already exists)/,
    form: 'give it `--quiet`',
  },
  {
    name: 'apt-get install',
    command: /^apt(?:-get)? (?:install|update|upgrade)$/,
    isQuiet: /\s-q+\b/,
    lines:
      /^(?:Get:\d+|Hit:\d+|Ign:\d+|Reading package lists|Building dependency tree|Reading state information|Need to get|After this operation|Fetched |The following (?:NEW|additional) packages|Suggested packages|Recommended packages)/,
    form: 'give it `-qq`',
  },
  {
    name: 'mvn',
    command: /^mvn\b/,
    isQuiet: /\s(?:-q|--quiet)\b/,
    lines: /^\[INFO\]|^(?:Downloading|Downloaded|Progress) /,
    form: 'give it `-q`',
  },
];
