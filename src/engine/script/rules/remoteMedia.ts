import { diagnostic, quoted } from '../diagnostic.ts';
import type { Diagnostic } from '../scene.ts';
import type { Source, Span } from '../source.ts';

/** A picture on the web. Films are made offline, and a script must not decide what is fetched. */
export function remoteMedia(source: Source, path: string, span: Span): Diagnostic {
  return diagnostic(
    'remote-media',
    'warning',
    source.range(span.start, span.end),
    `Aura fetches nothing from the web, so ${quoted(path, 40)} is not shown. Save it beside the script and name the file.`,
  );
}
