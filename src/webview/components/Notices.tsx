import type { NoticeView } from '../model/notices.ts';
import { NOTICES } from '../strings.ts';
import { Box } from '../ui/Box.tsx';
import { Icon } from '../ui/Icon.tsx';
import './Notice.css';

/** So many stand open; the others wait in a box. */
const OPEN = 4;

/** Warnings and information, below the scenes. */
export function Notices({ jobId, notices }: { jobId: string; notices: readonly NoticeView[] }) {
  const more = notices.slice(OPEN);
  return (
    <>
      {notices.slice(0, OPEN).map((notice) => (
        <Notice key={notice.title} notice={notice} />
      ))}
      {more.length > 0 ? (
        <Box name={`warnings ${jobId}`} title={NOTICES.more(more.length)}>
          <ul class="more-notices">
            {more.map(({ title, text }) => (
              <li key={title}>{text ? `${title}. ${text}` : title}</li>
            ))}
          </ul>
        </Box>
      ) : null}
    </>
  );
}

function Notice({ notice: { kind, title, text } }: { notice: NoticeView }) {
  return (
    <div class={`notice notice-${kind}`} role="status">
      <Icon name={kind} />
      <div>
        <h2>{title}</h2>
        {text ? <p>{text}</p> : null}
      </div>
    </div>
  );
}
