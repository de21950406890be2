import { randomBytes } from 'node:crypto';
import {
  type Uri,
  Uri as Uris,
  ViewColumn,
  type Webview,
  type WebviewOptions,
  type WebviewPanel,
  window,
} from 'vscode';
import type { Clock, PanelIntent, PanelMessage, PanelState } from '../../protocol/protocol.ts';
import { coalesce } from '../lifetime/coalesce.ts';
import { createEmitter, type Disposable, disposeAll, type Listen } from '../lifetime/emitter.ts';
import { panelHtml } from './html.ts';
import { parseIntent } from './intent.ts';

export const PANEL_TYPE = 'aura.panel';

/** At most so often is the state sent while it changes. */
const SEND_EVERY_MS = 100;

/** The one panel of a window. It may be closed, hidden, moved and reloaded at any time. */
export interface Panel extends Disposable {
  /** Opens it beside the editor, or brings it to the front; the keyboard stays in the editor. */
  show(): void;
  /** Whether a person can see it. */
  readonly visible: boolean;
  /** Something that it shows has changed. */
  update(): void;
  readonly onDidChangeVisibility: Listen<void>;
  readonly onIntent: Listen<PanelIntent>;
}

export interface PanelParts {
  extension: Uri;
  mediaFolder: Uri;
  /** Makes the state; `uri` turns a path of the media folder into one that the webview reads. */
  state(uri: (path: string) => string): PanelState;
  clock: Clock;
  log: { warn(message: string): void };
}

export function createPanel({ extension, mediaFolder, state, clock, log }: PanelParts): Panel {
  const dist = Uris.joinPath(extension, 'dist');
  const options: WebviewOptions = { enableScripts: true, localResourceRoots: [dist, mediaFolder] };
  const visibility = createEmitter<void>();
  const intents = createEmitter<PanelIntent>();
  let current: WebviewPanel | undefined;
  let ready = false;

  const sending = coalesce(SEND_EVERY_MS, clock, () => {
    if (!current?.visible || !ready) return;
    const { webview } = current;
    const message: PanelMessage = {
      type: 'state',
      state: state((path) => webview.asWebviewUri(Uris.file(path)).toString()),
    };
    void webview.postMessage(message);
  });

  const receive = (message: unknown) => {
    const intent = parseIntent(message);
    if (!intent) return log.warn(`The panel asked for something unknown: ${JSON.stringify(message)}`);
    if (intent.type === 'ready') {
      ready = true;
      sending.request();
    }
    intents.fire(intent);
  };

  const adopt = (panel: WebviewPanel) => {
    current?.dispose();
    current = panel;
    ready = false;
    panel.iconPath = Uris.joinPath(extension, 'media', 'icon.png');
    // A panel from before an update still has the roots of the old version.
    panel.webview.options = options;
    const listeners = disposeAll(
      panel.webview.onDidReceiveMessage(receive),
      panel.onDidChangeViewState(() => {
        if (!panel.visible) ready = false;
        visibility.fire();
      }),
    );
    panel.onDidDispose(() => {
      listeners.dispose();
      if (current !== panel) return;
      current = undefined;
      visibility.fire();
    });
    panel.webview.html = page(panel.webview, dist);
    visibility.fire();
  };

  const serializer = window.registerWebviewPanelSerializer(PANEL_TYPE, {
    async deserializeWebviewPanel(panel) {
      adopt(panel);
    },
  });

  return {
    show() {
      if (current) return current.reveal(undefined, true);
      const place = { viewColumn: ViewColumn.Beside, preserveFocus: true };
      adopt(window.createWebviewPanel(PANEL_TYPE, 'Aura', place, options));
    },
    get visible() {
      return current?.visible === true;
    },
    update: () => sending.request(),
    onDidChangeVisibility: visibility.event,
    onIntent: intents.event,
    dispose: () => disposeAll(visibility, intents, serializer, sending).dispose(),
  };
}

function page(webview: Webview, dist: Uri): string {
  const uri = (file: string) => webview.asWebviewUri(Uris.joinPath(dist, file)).toString();
  return panelHtml({
    script: uri('webview.js'),
    style: uri('webview.css'),
    source: webview.cspSource,
    nonce: randomBytes(18).toString('base64url'),
  });
}
