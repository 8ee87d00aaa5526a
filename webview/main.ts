import type { FromPanel, ToPanel } from '../src/protocol/panelMessages.ts';
import { element } from './element.ts';
import './panel.css';
import { renderSession } from './renderSession.ts';
import { registerToolkit } from './toolkit.ts';

interface Host {
  postMessage(message: FromPanel): void;
  setState(state: { path: string }): void;
}
declare function acquireVsCodeApi(): Host;

const host = acquireVsCodeApi();
const panel = document.getElementById('panel') ?? document.body;
const send = (message: FromPanel): void => host.postMessage(message);

function receive(message: ToPanel): void {
  switch (message.type) {
    case 'loading':
      // A page that already shows something keeps it until the next answer: nothing flickers while a session runs.
      if (panel.childElementCount === 0)
        panel.replaceChildren(element('div', { class: 'loading', role: 'status' }, element('vscode-progress-ring'), message.text));
      return;
    case 'session': {
      host.setState({ path: message.path });
      const { scrollY } = window;
      panel.replaceChildren(...renderSession(message.session, send));
      window.scrollTo(0, scrollY);
      return;
    }
    case 'failed':
      panel.replaceChildren(element('p', { class: 'failed', role: 'alert' }, message.text));
      return;
    default:
      message satisfies never;
  }
}

registerToolkit();
window.addEventListener('message', (event: MessageEvent<ToPanel>) => receive(event.data));
send({ type: 'ready' });
