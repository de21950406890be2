// The panel: shows what the host sends, sends what the person asks.
import { render } from 'preact';
import { App } from './components/App.tsx';
import { send } from './host.ts';
import { listen } from './store.ts';
import './panel.css';

const root = document.getElementById('aura');
if (!root) throw new Error('The page of the panel has no #aura.');
listen(window);
render(<App />, root);
send({ type: 'ready' });
