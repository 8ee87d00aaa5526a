import type { Place } from './places.ts';
import type { Step } from './findings.ts';
import type { ToolUse } from './toolUse.ts';

/** The steps of a thread so far that were not waste, by what a later one may have in common with them; each list is in order of time. */
export class EarlierSteps {
  private readonly keys = new Map<string, Step[]>();
  private readonly paths = new Map<Place, Step[]>();
  private readonly cores = new Map<string, Step[]>();
  private readonly tools = new Map<string, Step[]>();

  add(step: Step, use: ToolUse): void {
    put(this.keys, use.key, step);
    if (use.path !== undefined) put(this.paths, use.path, step);
    if (use.core) put(this.cores, use.core, step);
    if (step.entry.kind === 'tool') put(this.tools, step.entry.name, step);
  }

  withKey(key: string): readonly Step[] {
    return this.keys.get(key) ?? [];
  }

  withPath(path: Place): readonly Step[] {
    return this.paths.get(path) ?? [];
  }

  withCore(core: string): readonly Step[] {
    return this.cores.get(core) ?? [];
  }

  withTool(name: string): readonly Step[] {
    return this.tools.get(name) ?? [];
  }
}

function put<K>(lists: Map<K, Step[]>, key: K, step: Step): void {
  const list = lists.get(key);
  if (list) list.push(step);
  else lists.set(key, [step]);
}
