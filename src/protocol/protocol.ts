// The public face of the room: what crosses a process boundary.
export * from './cancellation.ts';
export * from './clock.ts';
export * from './demo.ts';
export * from './endpoint.ts';
export * from './event.ts';
export * from './eventId.ts';
export * from './folders.ts';
export * from './fold.ts';
export * from './options.ts';
export * from './panel.ts';
export * from './plan.ts';
export * from './problem.ts';
export * from './request.ts';
export * from './service.ts';
export * from './snapshot.ts';
export * from './stage.ts';
export * from './status.ts';
