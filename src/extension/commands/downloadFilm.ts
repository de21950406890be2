import { basename, extname } from 'node:path';
import type { JobSnapshot } from '../../protocol/protocol.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { FilmPlaces } from '../script/filmPlace.ts';
import type { Downloads } from '../transfer/downloads.ts';
import type { Command } from './command.ts';
import { pickJob } from './pickJob.ts';

/** Brings a film from its server: to where it was wanted, else to where a person says. */
export function downloadFilm(jobs: Jobs, downloads: Downloads, places: FilmPlaces): Command {
  return {
    id: 'aura.downloadFilm',
    async run(id) {
      const words = { pick: 'Which film to download?', none: 'No film waits on a server.' };
      const fits = ({ id, status }: JobSnapshot) => status === 'Done' && jobs.find(id)?.host.local === false;
      const picked = await pickJob(jobs, id, fits, words);
      const job = picked && jobs.find(picked.id);
      if (!job || job.host.local) return;
      const { snapshot, host } = job;
      const name = snapshot.scriptName ?? snapshot.title;
      const place = (await downloads.placeOf(snapshot.id)) ?? (await places.ask(nameOf(name)));
      if (place) downloads.bring(snapshot, host, place);
    },
  };
}

/** A title is a server's word and may hold what no file may. */
function nameOf(title: string): string {
  const name = basename(title, extname(title))
    .replaceAll(/[\p{Cc}<>:"/\\|?*]/gu, ' ')
    .trim();
  return name === '' || name.startsWith('.') ? 'film' : name.slice(0, 100);
}
