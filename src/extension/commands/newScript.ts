import { window, workspace } from 'vscode';
import type { Command } from './command.ts';

const TEMPLATE = `# The Title of Your Film

What stands here is read aloud while the title is on screen. Say in a sentence or two what the film is about.

---

## Three things to know

- A line of three dashes begins a new scene
- Lists appear point by point, as they are read
- Pictures come in with ![what it shows](picture.png)

---

## Now it is yours

Change these words, then run “Aura: Generate Video”. The film is saved beside the script.
`;

/** Opens a short script that is already a film. */
export function newScript(): Command {
  return {
    id: 'aura.newScript',
    async run() {
      const document = await workspace.openTextDocument({ language: 'markdown', content: TEMPLATE });
      await window.showTextDocument(document);
    },
  };
}
