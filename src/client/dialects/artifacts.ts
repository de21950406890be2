import type { Artifact, Output } from '../../protocol/protocol.ts';
import { fieldsOf, type Fields } from './fields.ts';

const TYPES: Readonly<Record<string, string>> = {
  mp4: 'video/mp4',
  webm: 'video/webm',
  srt: 'application/x-subrip',
  vtt: 'text/vtt',
  png: 'image/png',
  jpg: 'image/jpeg',
};

/** What a job has made: the list where there is one, else the film alone. */
export function artifactsOf(fields: Fields): Artifact[] {
  const listed = fields.list('artifacts').map((artifact) => artifactOf(fieldsOf(artifact)));
  const named = listed.filter((artifact): artifact is Artifact => artifact !== undefined);
  if (named.length > 0) return named;
  const { videoPath: path, sizeBytes } = outputOf(fields);
  const film = artifactOf(fieldsOf({ path, sizeBytes }));
  return film ? [film] : [];
}

export function outputOf(fields: Fields): Output {
  const output = fields.object('output');
  return {
    videoPath: output.text('videoPath') ?? fields.text('outputPath') ?? fields.text('videoUrl') ?? '',
    subtitlePath: output.text('subtitlePath') ?? '',
    sizeBytes: output.number('sizeBytes') ?? 0,
    durationSeconds: output.number('durationSeconds') ?? 0,
  };
}

function artifactOf(fields: Fields): Artifact | undefined {
  const path = fields.text('path') ?? fields.text('filePath') ?? '';
  // Servers of another system write paths with backslashes.
  const name = fields.text('name') ?? path.split(/[/\\]/).at(-1) ?? '';
  if (name === '') return undefined;
  const extension = name.split('.').at(-1)?.toLowerCase() ?? '';
  const type = TYPES[extension] ?? fields.text('type') ?? 'application/octet-stream';
  return { name, path, type, sizeBytes: fields.number('sizeBytes') ?? 0 };
}
