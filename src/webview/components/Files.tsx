import type { PanelJob } from '../../protocol/protocol.ts';
import { filesView } from '../model/film.ts';
import { FILM } from '../strings.ts';
import { Icon } from '../ui/Icon.tsx';
import { Section } from '../ui/Section.tsx';
import { Link } from '../ui/toolkit.tsx';
import './Files.css';

/** The files of a finished film. A press opens one. */
export function Files({ job }: { job: PanelJob }) {
  const files = filesView(job);
  const jobId = job.snapshot.id;
  if (files.length === 0) return null;
  const folder = job.savedIn ? (
    <span class="section-count">
      {FILM.inFolder} <Link label={job.savedIn} intent={{ type: 'action', action: 'revealOutput', jobId }} />
    </span>
  ) : null;
  return (
    <Section title={FILM.files} beside={folder}>
      <ul class="files">
        {files.map(({ name, label, icon, size, here }) => (
          <li key={name}>
            <Icon name={icon} tone="dim" />
            {here ? (
              <Link
                label={label}
                name={FILM.openFile(label)}
                intent={{ type: 'openArtifact', jobId, name }}
              />
            ) : (
              <span>{label}</span>
            )}
            <span class="section-count">{size}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
