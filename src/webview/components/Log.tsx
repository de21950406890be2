import type { LogView } from '../model/failure.ts';
import { ERROR } from '../strings.ts';
import { Box } from '../ui/Box.tsx';
import './Log.css';

/** The tail of the render log. */
export function Log({ jobId, log, open }: { jobId: string; log: LogView; open: boolean }) {
  return (
    <Box name={`log ${jobId}`} title={ERROR.log} count={log.count} open={open}>
      <pre class="log-lines" tabIndex={0} role="region" aria-label={log.region}>
        {log.lines.map(({ time, text }, index) => (
          // Lines may repeat: their place is all that tells them apart.
          <span key={index}>
            <span class="log-time">{time}</span>
            {text}
            {'\n'}
          </span>
        ))}
      </pre>
    </Box>
  );
}
