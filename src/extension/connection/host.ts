/** A place where films are made. */
export interface Host {
  /** `local`, or the origin of a server: `https://studio.example.org`. */
  readonly key: string;
  /** For people: `this computer`, `studio.example.org`, `127.0.0.1:5005`. */
  readonly label: string;
  readonly local: boolean;
}

export const LOCAL_KEY = 'local';

/** @param label what this machine is called here; a name of its own where the editor shows another one. */
export function localHost(label: string): Host {
  return { key: LOCAL_KEY, label, local: true };
}

/** @param origin of a server, as `parseServerUrl` gives it. */
export function serverHost(origin: string): Host {
  return { key: origin, label: new URL(origin).host, local: false };
}
