import { window, workspace } from 'vscode';
import type { Command } from './command.ts';

const TEMPLATE = `# The Title of Your Film

What stands below a heading is read aloud. Say in a sentence or two what the film is about.

---

## Three things to know

- A line of three dashes begins a new scene
- The points of a list appear as they are read
- A picture is named as in Markdown, and is shown large

---

## Now it is yours

Change these words, then run Generate Video again. The film is saved where you said.
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
