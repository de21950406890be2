/** A place where films are made. */
export interface Host {
  /** `local`, or the address of a server: `https://studio.example.org`. */
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

/** @param address of a server, as `parseServerUrl` gives it. */
export function serverHost(address: string): Host {
  const { host, pathname } = new URL(address);
  return { key: address, label: pathname === '/' ? host : `${host}${pathname}`, local: false };
}
