// Every word the panel says. One place, ready for translation. `\u00A0` stands between a number and its unit.
import type { PanelAction, Stage } from '../protocol/protocol.ts';

const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

export const ACTIONS: Readonly<Record<PanelAction, string>> = {
  openScript: 'Open Script…',
  newScript: 'New Script',
  runDemo: 'Run Demo',
  generate: 'Generate Video',
  cancel: 'Cancel',
  retry: 'Retry',
  showLog: 'Show Log',
  openVideo: 'Open Video',
  revealOutput: 'Reveal Output',
  reconnect: 'Reconnect Now',
  restartEngine: 'Restart Engine',
  openSettings: 'Open Settings',
  enterToken: 'Enter Token…',
  download: 'Download Film…',
  copyReport: 'Copy Report',
  remove: 'Delete Job',
  connectServer: 'Connect to Server…',
  doctor: 'Check this computer',
  clearHistory: 'Clear',
};

export const STAGE_NAMES: Readonly<Record<Stage, string>> = {
  planning: 'Brief',
  script: 'Script',
  tts: 'Voice',
  visuals: 'Visuals',
  compose: 'Compose',
  render: 'Render',
  finalize: 'Finish',
};

export const TIME = {
  left: (time: string) => `about ${time} left`,
  nearlyDone: 'nearly done',
  leftUnknown: 'time left not known',
  ago: (time: string) => `${time} ago`,
  startsIn: (time: string) => `starts in about ${time}`,
  seconds: (count: string) => `${count} ${count === '1' ? 'second' : 'seconds'}`,
  minutes: (count: number) => plural(count, 'minute'),
  hours: (count: number) => plural(count, 'hour'),
  day: { today: 'today', yesterday: 'yesterday' },
} as const;

export const HEAD = {
  toBuild: (build: number, total: number) => `${build} of ${plural(total, 'scene')} to build`,
  toBuildIn: (facts: string, time: string) => `${facts}, about ${time}`,
  allCached: (total: number) => `${total === 1 ? 'the scene is' : `all ${total} scenes are`} cached`,
  attempt: (attempt: number) => `attempt ${attempt}`,
  resumed: 'resumed',
  fps: (fps: number) => `${fps}\u00A0fps`,
  voice: (voice: string) => `Voice ${voice}`,
  cancelling: 'cancelling',
  sending: 'not begun',
  lastHeard: (ago: string) => `last heard ${ago}`,
  cancelledAfter: (time: string) => `cancelled after ${time}`,
  failedAfter: (time: string) => `failed after ${time}`,
  madeIn: (time: string) => `made in ${time}`,
  madeInSpeed: (time: string, times: string) => `made in ${time} (${times}× real time)`,
  rebuilt: (built: number, total: number) => `${built} of ${plural(total, 'scene')} rebuilt`,
  goToScript: (name: string) => `Go to ${name}`,
} as const;

export const TIMELINE = {
  progress: 'Progress of the film',
  stages: 'Stages',
  waiting: 'waiting',
  cached: 'cached',
  skipped: 'skipped',
  failed: 'failed',
  stopped: 'stopped',
  notReached: '–',
  notReachedSpoken: 'not reached',
  done: 'done',
  going: 'in progress',
  percent: (percent: number) => `${percent}\u00A0%`,
} as const;

export const SPOKEN = {
  percent: (percent: number) => `${percent} percent`,
  left: (time: string) => `about ${time} left`,
  lastHeard: (percent: number, time: string) => `${percent} percent when last heard, ${time} ago`,
  where: (stage: string, number: number, of: number) => `${stage}, stage ${number} of ${of}`,
  scene: (number: number, of: number) => `scene ${number} of ${of}`,
  slow: 'slow',
  sending: 'Sending',
  sendingFiles: (file: number, files: number) => `file ${file} of ${files}`,
  cancelling: (percent: number) => `Cancelling at ${percent} percent`,
  cancelled: (percent: number, where: string) => `Cancelled at ${percent} percent, in ${where}`,
  failed: (percent: number, where: string) => `Failed at ${percent} percent, in ${where}`,
  done: (time: string) => `Done, made in ${time}`,
} as const;

export const LIFE = {
  waiting: 'Waiting for its turn',
  jobsAhead: (jobs: number) => `${plural(jobs, 'job')} ahead`,
  otherAt: (title: string, percent: number) => `“${title}” is at ${percent}\u00A0%`,
  scene: (number: number, of: number) => `scene ${number} of ${of}`,
  part: (number: number, of: number) => `${number} of ${of}`,
  quoted: (title: string) => `“${title}”`,
  lastHeard: (text: string) => `Last heard: ${text}`,
  preparing: 'Looking at the script',
  sending: (file: number, files: number) => `Sending ${file} of ${plural(files, 'file')}`,
  bytes: (part: string, whole: string) => `${part} of ${whole}`,
  noFrame: (time: string) => `no new frame for ${time}`,
  nothingNew: (time: string) => `nothing new for ${time}`,
  cancelling: 'Cancelling',
  cancelled: (where: string, kept: string) => `Cancelled in ${where}. ${kept}`,
  kept: (scenes: number) =>
    scenes === 0
      ? 'Temporary files are gone.'
      : `The ${scenes === 1 ? 'finished scene is' : `${scenes} finished scenes are`} kept, temporary files are gone.`,
} as const;

export const SCENES = {
  title: 'Scenes',
  about: (time: string) => `about ${time}`,
  estimated: (time: string) => `≈\u00A0${time}`,
  cached: 'cached',
  building: 'building',
  stopping: 'stopping',
  waiting: 'waiting',
  built: 'built',
  rebuilt: 'rebuilt',
  failed: 'failed',
  notBuilt: 'not built',
  kept: (fact: string) => `${fact}, kept`,
  count: (count: number, state: string) => `${count} ${state}`,
  card: (number: number, title: string, length: string, state: string, line: number) =>
    `Scene ${number}, ${title ? `${title}, ` : ''}${length}, ${state}. Go to line ${line}`,
} as const;

export const NOTICES = {
  stalledTitle: (stage: string) => `${stage} shows no progress`,
  stalledGuess: 'Another program may be using the processor, or the disk is busy.',
  stalledCalm: (finished: number) =>
    `Nothing has been stopped and nothing is lost. You can wait, or cancel and ${
      finished === 0 ? 'retry later.' : `retry later from the ${plural(finished, 'finished scene')}.`
    }`,
  resumedTitle: 'Resumed after a restart',
  resumedText: (finished: string) =>
    finished
      ? `The work stopped and went on from what was finished: ${finished}. Nothing had to be done twice.`
      : 'The work stopped before anything was finished, and began again.',
  and: 'and',
  the: (stage: string) => `the ${stage.toLowerCase()}`,
  scenes: (count: number) => plural(count, 'scene'),
  times: (title: string, count: number) => `${title} (${count} times)`,
  more: (count: number) => plural(count, 'more warning'),
} as const;

export const ERROR = {
  goToLine: (line: number) => `Go to Line ${line}`,
  code: 'Code',
  stage: (stage: string) => `Stage ${stage}`,
  correlation: 'Correlation',
  copyCorrelation: 'Copy correlation id',
  failed: 'The film could not be made',
  notSaved: 'The film is made, and not saved here',
  log: 'Log',
  logTail: (shown: number, all: number) =>
    shown < all ? `the last ${shown} of ${all} lines` : plural(all, 'line'),
  logRegion: (shown: number) => `Log, the last ${plural(shown, 'line')}`,
} as const;

export const FOOT = {
  actions: 'Actions',
  live: 'Live.',
  working: (host: string) => `Working on ${host}.`,
  thisComputer: 'this computer',
  connecting: (host: string) => `Connecting to ${host}.`,
  polling: (every: string) => `Asking every ${every}:`,
  pollingWhy: (host: string) => `${host} lets no live messages through.`,
  reconnecting: (host: string, attempt: number) => `Reconnecting to ${host}\u00A0· attempt ${attempt}`,
  inTime: (time: string) => `\u00A0· in ${time}`,
  goesOn: 'The job goes on.',
  paused: (host: string) => `${host} does not answer.`,
  nextTry: (time: string) => `Next try in ${time}.`,
  nextTryNow: 'Trying now.',
  closed: (host: string) => `Not connected to ${host}.`,
  ended: 'Job ended.',
  retryFrom: (scenes: number) => `Retry starts from the ${plural(scenes, 'finished scene')}.`,
  retryFromStart: 'Retry starts from the beginning.',
  savedIn: (folder: string) => `Saved in ${folder}.`,
  sendingTo: (host: string) => `Sending to ${host}.`,
  sendingWhy: 'What it has already is not sent again.',
  keptThere: 'What was sent is kept.',
  keptHere: 'What has come is kept.',
  downloading: (host: string) => `Downloading from ${host}`,
  percent: (percent: number) => `\u00A0· ${percent}\u00A0%`,
  onServer: (host: string) => `The film is on ${host}.`,
  stillOnServer: (host: string) => `The film is still on ${host}.`,
  downloadAgain: 'Download Again',
  cancelling: 'Cancelling…',
} as const;

export const CANCELLED = {
  title: 'What was stopped',
  provider: 'Provider',
  usedFor: 'Used for',
  result: 'Result',
  Cancelled: 'Stopped',
  NotSupported: 'Cannot be stopped',
  Failed: 'Did not stop',
  Error: 'Did not stop',
  stopped: (count: number) => `${count} stopped`,
  notStopped: (count: number) => `${count} could not be stopped`,
} as const;

export const ROWS = {
  other: 'Other jobs',
  history: 'History',
  running: (count: number) => `${count} running`,
  waiting: (count: number) => `${count} waiting`,
  jobs: (count: number) => plural(count, 'job'),
  failedIn: (stage: string) => `Failed in ${stage}`,
  cancelledAt: (percent: number) => `Cancelled at ${percent}\u00A0%`,
  kept: (scenes: number) => `${plural(scenes, 'finished scene')} kept`,
  cancel: (title: string) => `Cancel ${title}`,
  sending: 'Sending',
  on: (host: string) => `on ${host}`,
  download: (title: string) => `Download ${title}`,
  cancelling: 'Cancelling',
  open: (title: string) => `Open ${title}`,
  reveal: (title: string) => `Reveal ${title}`,
  retry: (title: string) => `Retry ${title}`,
} as const;

export const FILM = {
  group: 'Film',
  play: 'Play',
  pause: 'Pause',
  playTitle: (title: string, time: string) => `Play ${title}, ${time}`,
  named: (verb: string, title: string) => `${verb} ${title}`,
  position: 'Position',
  positionText: (at: string, of: string) => `${at} of ${of}`,
  positionChapter: (text: string, number: number, title: string) => `${text}, chapter ${number}, ${title}`,
  captions: 'Captions',
  mute: 'Mute',
  unmute: 'Unmute',
  volume: 'Volume',
  fullScreen: 'Full screen',
  leaveFullScreen: 'Leave full screen',
  cannotPlay: 'The film cannot be played here. Open it in a player instead.',
  chapters: 'Chapters',
  files: 'Files',
  inFolder: 'in',
  openFile: (name: string) => `Open ${name}`,
  howMade: 'How it was made',
  voice: (voice: string) => `voice ${voice}`,
  theme: (theme: string) => `theme ${theme}`,
} as const;

export const BLANK = {
  title: 'No film yet',
  text: 'Open a script in Markdown, Fountain or plain text, and make a narrated film of it. Nothing leaves this computer, and no account is needed.',
  textRemote: (host: string) =>
    `Open a script in Markdown, Fountain or plain text, and make a narrated film of it. Films are made on ${host}.`,
  emptyTitle: (name: string) => `${name} is empty`,
  emptyText:
    'Write a heading and a few sentences. Each heading begins a scene, and what stands under it is read aloud.',
  readyTitle: (name: string) => `${name} can become a film`,
  readyText:
    'Its scenes are read aloud, drawn and captioned. Nothing leaves this computer, and no account is needed.',
  readyTextRemote: (host: string) => `Its scenes are read aloud, drawn and captioned on ${host}.`,
  demo: 'The demo makes a film of 12 seconds and takes a few seconds.',
  connectLink: 'Connect to a server',
  connect: 'to make films on another machine.',
  changeLink: 'Choose another server',
  change: 'or this machine.',
  check: 'for what a film needs.',
  sketch: 'A script of three scenes, and the three pictures made of it',
  loading: 'Aura',
} as const;
