import { Selection, TextEditorRevealType, Uri, window, workspace } from 'vscode';
import type { Command } from './command.ts';

/** Shows a line of a script, counted from 1. */
export function goToLine(): Command {
  return {
    id: 'aura.goToLine',
    async run(script, line) {
      if (typeof script !== 'string' || typeof line !== 'number') return;
      const address = Uri.parse(script, true);
      const open = window.visibleTextEditors.find(({ document }) => document.uri.toString() === script);
      const document = open?.document ?? (await workspace.openTextDocument(address));
      const editor = await window.showTextDocument(
        document,
        open?.viewColumn === undefined ? {} : { viewColumn: open.viewColumn },
      );
      const start = document.lineAt(Math.min(line, document.lineCount) - 1).range.start;
      editor.selection = new Selection(start, start);
      editor.revealRange(editor.selection, TextEditorRevealType.InCenterIfOutsideViewport);
    },
  };
}
