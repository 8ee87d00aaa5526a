import { describe, expect, it } from 'vitest';
import { budgetText, notYetWarned, overBudget } from '../../../src/editor/status/budget.ts';
import { summaryOf } from './summaryOf.ts';

const cheap = summaryOf({ path: '/a', usd: '1' });
const dear = summaryOf({ path: '/b', usd: '2.5' });
const dearest = summaryOf({ path: '/c', usd: '10' });

describe('overBudget', () => {
  const over = (budget: number, running = ['/a', '/b', '/c']) =>
    overBudget([cheap, dear, dearest], (path) => running.includes(path), budget).map(({ path }) => path);

  it('finds running sessions above the budget, the dearest first', () => {
    expect(over(2)).toEqual(['/c', '/b']);
    expect(over(2, ['/b'])).toEqual(['/b']);
    expect(over(10)).toEqual([]);
  });

  it.each([0, -1, NaN, Infinity])('takes %d for no budget', (budget) => expect(over(budget)).toEqual([]));
});

describe('notYetWarned', () => {
  it('warns once a session and budget', () => {
    const first = notYetWarned([dear], 2, []);
    expect(first.fresh).toEqual([dear]);
    expect(notYetWarned([dear], 2, first.warned).fresh).toEqual([]);
    expect(notYetWarned([dear, dearest], 2, first.warned).fresh).toEqual([dearest]);
    expect(notYetWarned([dear], 2.2, first.warned).fresh).toEqual([dear]);
  });

  it('does not remember without end', () => {
    const warned = Array.from({ length: 600 }, (_, i) => `2 /${i}`);
    expect(notYetWarned([dear], 2, warned).warned.length).toBe(500);
  });
});

it('writes a budget as money', () => expect(budgetText(5)).toBe('$5.00'));
