import {
  type GivenComment,
  type GivenIssue,
  type ParsedScenario,
  type Permissions,
  parseComment,
  parseIssue,
  type Token,
} from './scenario.ts';

export interface Author {
  readonly id: number;
  readonly login: string;
  readonly type: 'Bot' | 'User';
}

/** An issue or a pull request. */
export interface Issue {
  readonly id: number;
  readonly number: number;
  readonly pullRequest: boolean;
  readonly title: string;
  readonly body: string | null;
  readonly state: 'open' | 'closed';
  readonly stateReason: string | null;
  readonly user: Author;
  /** Names. */
  readonly labels: readonly string[];
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface Comment {
  readonly id: number;
  /** Number of its issue or pull request. */
  readonly issue: number;
  readonly user: Author;
  readonly body: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface Label {
  readonly id: number;
  readonly name: string;
  readonly color: string;
  readonly description: string | null;
}

/** Everything that the embedded GitHub holds. */
export interface State {
  readonly scenario: ParsedScenario;
  findToken(token: string): Token | undefined;
  /** Takes a permission from a token, or gives it one. */
  setPermissions(token: string, permissions: Partial<Permissions>): void;
  /** Requests that are left in this hour. */
  rateLimitRemaining: number;
  author(login: string, type: Author['type']): Author;
  /** In the order of their numbers. */
  issues(): readonly Issue[];
  issue(number: number): Issue | undefined;
  addIssue(given: GivenIssue): Issue;
  changeIssue(number: number, changes: Partial<Issue>): Issue | undefined;
  /** In the order of their making; without a number those of all issues. */
  comments(issue?: number): readonly Comment[];
  addComment(issue: number, given: GivenComment): Comment;
  changeComment(id: number, body: string): Comment | undefined;
  /** As GitHub finds them, in any case. */
  label(name: string): Label | undefined;
  labels(): readonly Label[];
  addLabel(name: string, given?: Partial<Label>): Label;
}

export function createState(scenario: ParsedScenario): State {
  const tokens = new Map(scenario.tokens.map((token) => [token.token, token]));
  const authors = new Map<string, Author>();
  const issues = new Map<number, Issue>();
  const comments = new Map<number, Comment>();
  const labels = new Map<string, Label>();
  let made = 1_000_000;
  const nextId = (): number => {
    made += 1;
    return made;
  };
  const state: State = {
    scenario,
    rateLimitRemaining: scenario.rateLimitRemaining,
    findToken: (token) => tokens.get(token),
    setPermissions(token, permissions) {
      const found = tokens.get(token);
      if (!found) throw new Error('There is no such token in this scenario.');
      tokens.set(token, { ...found, permissions: { ...found.permissions, ...permissions } });
    },
    author(login, type) {
      const author = authors.get(login) ?? { id: nextId(), login, type };
      authors.set(login, author);
      return author;
    },
    issues: () => [...issues.values()].sort((one, other) => one.number - other.number),
    issue: (number) => issues.get(number),
    addIssue(given) {
      const {
        number = Math.max(0, ...issues.keys()) + 1,
        login,
        type,
        comments,
        ...rest
      } = parseIssue(given);
      const user = state.author(login, type);
      for (const name of rest.labels) if (!state.label(name)) state.addLabel(name);
      const issue = { ...rest, ...stamps(), id: nextId(), number, user, stateReason: null };
      issues.set(number, issue);
      for (const comment of comments) state.addComment(number, comment);
      return issue;
    },
    changeIssue(number, changes) {
      const issue = issues.get(number);
      if (!issue) return undefined;
      const changed = { ...issue, ...changes, updatedAt: now() };
      issues.set(number, changed);
      return changed;
    },
    comments: (issue) =>
      [...comments.values()].filter((comment) => issue === undefined || comment.issue === issue),
    addComment(issue, given) {
      const { login, type, body } = parseComment(given);
      const comment = { ...stamps(), id: nextId(), issue, user: state.author(login, type), body };
      comments.set(comment.id, comment);
      return comment;
    },
    changeComment(id, body) {
      const comment = comments.get(id);
      if (!comment) return undefined;
      const changed = { ...comment, body, updatedAt: now() };
      comments.set(id, changed);
      return changed;
    },
    label: (name) => labels.get(name.toLowerCase()),
    labels: () => [...labels.values()],
    addLabel(name, given = {}) {
      const label = { color: 'ededed', description: null, ...given, id: nextId(), name };
      labels.set(name.toLowerCase(), label);
      return label;
    },
  };
  for (const name of scenario.labels) state.addLabel(name);
  for (const issue of scenario.issues) state.addIssue(issue);
  return state;
}

/** To the second, as GitHub has it. */
const now = (): string => new Date().toISOString().replace(/\.\d+/, '');

const stamps = () => ({ createdAt: now(), updatedAt: now() });
