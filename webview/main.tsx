import { render } from 'preact';
import { App } from './app.tsx';
import './panel.css';
import { registerToolkit } from './toolkit.ts';

registerToolkit();
render(<App />, document.getElementById('panel') ?? document.body);
