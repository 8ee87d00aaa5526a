import type { FromPanel, PanelPart, PanelSession, PanelStep } from '../src/protocol/panelMessages.ts';
import { dataGrid } from './dataGrid.ts';
import { element } from './element.ts';

type Send = (message: FromPanel) => void;

/** The whole page of a session. */
export function renderSession(session: PanelSession, send: Send): Node[] {
  return [
    element(
      'header',
      {},
      element('h1', {}, session.title),
      element('p', { class: 'subtitle' }, session.subtitle),
      renderActions(session, send),
    ),
    renderFigures(session),
    renderSplit(session.split),
    renderSteps(session, send),
    ...(session.notes.length > 0 ? [element('ul', { class: 'notes' }, ...session.notes.map((note) => element('li', {}, note)))] : []),
  ];
}

function renderActions({ actions }: PanelSession, send: Send): HTMLElement {
  const button = (text: string, appearance: string, message: FromPanel): HTMLElement => {
    const made = element('vscode-button', { appearance }, text);
    made.addEventListener('click', () => send(message));
    return made;
  };
  return element(
    'div',
    { class: 'actions' },
    button(actions.distill, 'primary', { type: 'distill' }),
    button(actions.openCard, 'secondary', { type: 'openCard' }),
  );
}

function renderFigures({ figures }: PanelSession): HTMLElement {
  return element(
    'dl',
    { class: 'figures' },
    ...figures.map(({ label, value, hint }) => element('div', { title: hint }, element('dt', {}, label), element('dd', {}, value))),
  );
}

function renderSplit({ heading, columns, parts, description }: PanelSession['split']): HTMLElement {
  const bar = element('div', { class: 'bar', role: 'img', 'aria-label': description }, ...parts.map(renderSegment));
  const grid = dataGrid(
    heading,
    [
      { title: columns[0], width: 'minmax(12em, 1fr)' },
      { title: columns[1], width: '7.5em', number: true },
      { title: columns[2], width: '6.5em', number: true },
    ],
    parts.map(({ name, usd, share }, i) => [
      element('span', {}, element('span', { class: `swatch part-${i}`, 'aria-hidden': 'true' }), name),
      usd,
      share,
    ]),
  );
  return element('section', { class: 'split' }, element('h2', {}, heading), bar, grid);
}

function renderSegment({ name, usd, share, fraction }: PanelPart, index: number): HTMLElement {
  const segment = element('div', { class: `segment part-${index}`, title: `${name}: ${usd}, ${share}` });
  segment.style.flexGrow = String(fraction);
  return segment;
}

function renderSteps({ steps, actions }: PanelSession, send: Send): HTMLElement {
  const [step, what, cost, share, remarks] = steps.columns;
  const grid = dataGrid(
    steps.heading,
    [
      { title: step, width: '6em', number: true },
      { title: what, width: 'minmax(12em, 2fr)' },
      { title: cost, width: '7.5em', number: true },
      { title: share, width: '6.5em', number: true },
      { title: remarks, width: 'minmax(8em, 1fr)' },
    ],
    steps.rows.map((row) => [row.step, renderStepName(row, actions.openStep, send), row.usd, row.share, row.remarks]),
  );
  return element('section', {}, element('h2', {}, steps.heading), grid);
}

function renderStepName({ name, target, sourceLine }: PanelStep, hint: string, send: Send): HTMLElement {
  const label = element('span', { class: 'name' }, name);
  const detail = element('span', { class: 'target', title: target || undefined }, target);
  if (sourceLine === undefined) return element('span', { class: 'what' }, label, detail);
  const link = element('button', { class: 'link', title: hint, type: 'button' }, label);
  link.addEventListener('click', () => send({ type: 'openSource', line: sourceLine }));
  return element('span', { class: 'what' }, link, detail);
}
