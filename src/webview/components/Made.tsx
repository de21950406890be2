import { madeFacts } from '../model/film.ts';
import { FILM } from '../strings.ts';
import { Box } from '../ui/Box.tsx';
import type { JobProps } from './jobProps.ts';
import { Timeline } from './Timeline.tsx';
import './Made.css';

/** The timeline of a finished film, closed until somebody asks. */
export function Made(props: JobProps) {
  return (
    <Box
      name={`made ${props.job.snapshot.id}`}
      title={FILM.howMade}
      count={madeFacts(props.job).join('\u00A0· ')}
    >
      <div class="made">
        <Timeline {...props} />
      </div>
    </Box>
  );
}
