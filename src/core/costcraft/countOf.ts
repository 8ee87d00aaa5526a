import { grouped } from '../card/scene.ts';

/** "1 later call", "1,204 later calls": a count with its noun, of which the plural is made with an s. */
export function countOf(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}
