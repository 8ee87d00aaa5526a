import { linkNames, linkTask, linkWants } from '../core/readers/linkSessions.ts';
import type { SessionSummary } from '../protocol/sessionSummary.ts';
import { comparePaths } from './discoverTraces.ts';
import { linkWithKeys } from './linkSummaries.ts';
import type { LinkableSummary } from './linkableSummary.ts';
import { SessionKeys } from './sessionKeys.ts';

interface Page {
  linkable: LinkableSummary;
  names: string[];
  task: string | undefined;
  /** The row as it was last told, where it was told as one of a family. */
  told?: string;
}

const NO_KEYS: ReadonlyMap<string, string> = new Map();

/**
 * The rows of all sessions, linked with each other, and kept up to date one by one: when a session changes, only those are looked at that
 * may be parents or sub-agents, which are few. What it tells is what `linkSummaries` tells of all sessions in order of their paths.
 */
export class LinkBook {
  readonly #pages = new Map<string, Page>();
  readonly #byName = new Map<string, Set<string>>();
  readonly #byTask = new Map<string, Set<string>>();
  /** Sessions with sub-agents whose records are not their own. */
  readonly #parents = new Set<string>();
  /** Sessions that name their parent themselves. */
  readonly #children = new Set<string>();
  readonly #keys = new SessionKeys();
  #family: ReadonlySet<string> = new Set();
  #keysSeen = 0;
  #touched = new Set<string>();

  set(path: string, linkable: LinkableSummary): void {
    const told = this.#pages.get(path)?.told;
    this.delete(path);
    const { skeleton } = linkable;
    const page: Page = { linkable, names: linkNames(skeleton), task: linkTask(skeleton), ...(told !== undefined && { told }) };
    this.#pages.set(path, page);
    for (const name of page.names) addTo(this.#byName, name, path);
    if (page.task !== undefined) addTo(this.#byTask, page.task, path);
    if (linkWants(skeleton, NO_KEYS).names.length > 0) this.#parents.add(path);
    if (skeleton.parentId !== undefined) this.#children.add(path);
  }

  delete(path: string): void {
    this.#touched.add(path);
    const page = this.#pages.get(path);
    if (!page) return;
    this.#pages.delete(path);
    for (const name of page.names) removeFrom(this.#byName, name, path);
    if (page.task !== undefined) removeFrom(this.#byTask, page.task, path);
    this.#parents.delete(path);
    this.#children.delete(path);
  }

  /** The rows that were set, and those that have changed with them or with a list of session keys, since it was last asked. */
  async settle(): Promise<Map<string, SessionSummary>> {
    const touched = this.#touched;
    this.#touched = new Set();
    const rows = new Map<string, SessionSummary>();
    const { family, keys } = await this.#findFamily();
    const before = this.#family;
    for (const path of touched) {
      const page = this.#pages.get(path);
      if (page && !family.has(path)) rows.set(path, rowAlone(page));
    }
    const isQuiet = this.#keysSeen === this.#keys.changes && [...touched].every((path) => !family.has(path) && !before.has(path));
    if (isQuiet) return rows;
    this.#keysSeen = this.#keys.changes;
    this.#family = family;
    for (const path of before) {
      const page = this.#pages.get(path);
      if (page && !family.has(path)) this.#tell(path, page, rowAlone(page), rows);
    }
    for (const row of this.#linkFamily(family, keys)) {
      const page = this.#pages.get(row.path);
      if (touched.has(row.path)) rows.set(row.path, row);
      if (page) this.#tell(row.path, page, row, rows);
    }
    return rows;
  }

  /** The row that a session would have beside those of this book, which stays as it is. */
  async look(path: string, linkable: LinkableSummary): Promise<SessionSummary> {
    const [page, touched] = [this.#pages.get(path), this.#touched];
    this.#touched = new Set();
    this.set(path, linkable);
    const { family, keys } = await this.#findFamily();
    const row = this.#linkFamily(family, keys).find((candidate) => candidate.path === path) ?? rowAlone({ linkable });
    this.delete(path);
    if (page) {
      this.set(path, page.linkable);
      Object.assign(this.#pages.get(path) ?? {}, page);
    }
    this.#touched = touched;
    return row;
  }

  /** Adds the row if it is not the one that was told last. */
  #tell(path: string, page: Page, row: SessionSummary, rows: Map<string, SessionSummary>): void {
    const text = JSON.stringify(row);
    const told = page.told ?? JSON.stringify(rowAlone(page));
    page.told = text;
    if (told !== text) rows.set(path, row);
  }

  #linkFamily(family: ReadonlySet<string>, keys: ReadonlyMap<string, string>): SessionSummary[] {
    const members = [...family].sort(comparePaths).flatMap((path) => this.#pages.get(path)?.linkable ?? []);
    return linkWithKeys(members, keys);
  }

  /** Parents, and all sessions that one of them may have started. */
  async #findFamily(): Promise<{ family: Set<string>; keys: Map<string, string> }> {
    const parents = [...this.#parents].flatMap((path) => this.#pages.get(path)?.linkable.skeleton ?? []);
    const keys = await this.#keys.of(parents.flatMap(({ sources }) => sources[0]?.path ?? []));
    const family = new Set([...this.#parents, ...this.#children]);
    for (const path of this.#children) {
      const parentId = this.#pages.get(path)?.linkable.skeleton.parentId ?? '';
      this.#byName.get(parentId)?.forEach((parent) => family.add(parent));
    }
    for (const parent of parents) {
      const { names, tasks } = linkWants(parent, keys);
      for (const name of names) this.#byName.get(name)?.forEach((path) => family.add(path));
      for (const task of tasks) this.#byTask.get(task)?.forEach((path) => family.add(path));
    }
    return { family, keys };
  }
}

function rowAlone({ linkable }: Pick<Page, 'linkable'>): SessionSummary {
  const [row] = linkWithKeys([linkable], NO_KEYS);
  return row as SessionSummary;
}

function addTo(groups: Map<string, Set<string>>, key: string, path: string): void {
  const group = groups.get(key);
  if (group) group.add(path);
  else groups.set(key, new Set([path]));
}

function removeFrom(groups: Map<string, Set<string>>, key: string, path: string): void {
  const group = groups.get(key);
  group?.delete(path);
  if (group?.size === 0) groups.delete(key);
}
