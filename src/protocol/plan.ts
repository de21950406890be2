import * as v from 'valibot';

export const PlanSceneSchema = v.object({
  id: v.string(),
  /** From 1. */
  line: v.number(),
  title: v.string(),
  /** Estimated length. */
  seconds: v.number(),
  cached: v.boolean(),
});

/** What would be built, and about how long that takes. */
export const FilmPlanSchema = v.object({
  scenes: v.array(PlanSceneSchema),
  /** Scenes to build; the others are in the cache. */
  build: v.number(),
  total: v.number(),
  /** Estimated length of the film. */
  seconds: v.number(),
});
export type FilmPlan = v.InferOutput<typeof FilmPlanSchema>;
