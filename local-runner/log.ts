/** What a step wrote, as its log on GitHub shows it to a person. */
export interface StepLog {
  /** Takes one line of the step's output and gives the lines that a person sees for it. */
  add(line: string): readonly string[];
  /** The secrets that the step asked to hide, and those that the runner knew. */
  readonly secrets: readonly string[];
  readonly annotations: readonly Annotation[];
}

/** An `::error::`, `::warning::` or `::notice::`. */
export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly message: string;
  /** `title`, `file`, `line` and so on, where given. */
  readonly properties: Readonly<Record<string, string>>;
}

const levels = { error: 'Error', warning: 'Warning', notice: 'Notice' } as const;
const command = /^\s*::(?<name>[\w-]+)(?: (?<properties>[^:]*(?::(?!:)[^:]*)*))?::(?<data>.*)$/;

/**
 * Starts the log of a step: commands are carried out or shown as GitHub does, secrets are replaced by `***`.
 * @param known Secrets that the runner hides from the start.
 */
export function createStepLog(known: readonly string[] = []): StepLog {
  const secrets = [...known];
  const annotations: Annotation[] = [];
  let indent = '';

  const masked = (text: string) => secrets.reduce((hidden, secret) => hidden.replaceAll(secret, '***'), text);
  const show = (text: string) => text.split('\n').map((line) => `${indent}${masked(line)}`);

  function carryOut(name: string, properties: Record<string, string>, data: string): readonly string[] {
    switch (name) {
      case 'group': {
        const title = show(`▼ ${data}`);
        indent = '  ';
        return title;
      }
      case 'endgroup':
        indent = '';
        return [];
      case 'add-mask':
        secrets.push(...[data, ...data.split(/\r?\n/)].filter((secret) => secret.trim() !== ''));
        return [];
      case 'error':
      case 'warning':
      case 'notice':
        annotations.push({ level: name, message: masked(data), properties });
        return show(`${levels[name]}: ${data}`);
      case 'debug':
        return [];
      default:
        throw new Error(`The runner knows no command ::${name}:: that a step may print today.`);
    }
  }

  return {
    secrets,
    annotations,
    add(line) {
      const groups = command.exec(line)?.groups;
      if (!groups?.['name']) return show(line);
      return carryOut(
        groups['name'],
        readProperties(groups['properties'] ?? ''),
        unescaped(groups['data'] ?? ''),
      );
    },
  };
}

function readProperties(text: string): Record<string, string> {
  const pairs = text.split(',').filter((pair) => pair.includes('='));
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name = '', ...value] = pair.trim().split('=');
      return [name, unescaped(value.join('=').replaceAll('%3A', ':').replaceAll('%2C', ','))];
    }),
  );
}

function unescaped(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}
