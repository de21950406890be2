import { networkInterfaces } from 'node:os';

/** The addresses by which this machine is reached: others once it has joined another network. */
export function networkSignature(interfaces = networkInterfaces()): string {
  return Object.entries(interfaces)
    .flatMap(([name, addresses]) => (addresses ?? []).map(({ address }) => `${name} ${address}`))
    .sort()
    .join('\n');
}
