import { commands, Uri } from 'vscode';
import { AuraError } from '../../protocol/protocol.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Command } from './command.ts';

/** Opens a file that a job has made: captions as text, pictures and films in the editor's viewers. */
export function openArtifact(jobs: Jobs): Command {
  return {
    id: 'aura.openArtifact',
    async run(id, name) {
      const artifact =
        typeof id === 'string'
          ? jobs.find(id)?.snapshot.artifacts.find((candidate) => candidate.name === name)
          : undefined;
      if (!artifact) {
        throw new AuraError('E404-NOT_FOUND', `The film has no file ${String(name)}`, {
          remediation: 'Generate it again.',
        });
      }
      if (artifact.path === '') {
        throw new AuraError('E409-CONFLICT', `${artifact.name} is still on the server`, {
          remediation: 'Run Aura: Download Film: film and captions come together.',
        });
      }
      await commands.executeCommand('vscode.open', Uri.file(artifact.path));
    },
  };
}
