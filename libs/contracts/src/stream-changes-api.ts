import { z } from 'zod';

/** What of a stream can be changed while it runs. What is not named stays. */
export const changeStreamSchema = z
  .strictObject({
    baseline: z.string().min(1).max(128).describe('Id of the baseline it is compared with from now on.'),
    bank: z.string().min(1).max(128).describe('Bank that it is scored with from the next image on.'),
    window: z.int().min(20).max(100_000).describe('Images of the rolling window.'),
    images_between_false_alarms: z.number().min(100).max(1e12).describe('Promised mean number of images between false alarms of the whole bank.'),
  })
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'Name at least one of baseline, bank, window, images_between_false_alarms.');

/** How a stream is defined now. */
export const streamSettingsSchema = z.object({
  stream: z.string(),
  baseline: z.string(),
  bank: z.string(),
  window: z.int(),
  mode: z.enum(['proved', 'calibrated']),
  images_between_false_alarms: z.number(),
});
export type StreamSettings = z.infer<typeof streamSettingsSchema>;

export const newMuteSchema = z.strictObject({
  hours: z.number().min(0.01).max(8760).describe('For how long.'),
  reason: z.string().max(500).default('').describe('A note for people.'),
});

/** Nobody is notified of a muted concept; it is measured as before. */
export const muteSchema = z.object({ until: z.number(), by: z.string(), reason: z.string() });
export type Mute = z.infer<typeof muteSchema>;

export const newNormalSchema = z.strictObject({
  images: z.int().min(50).max(50_000).describe('How many of the newest stored images are normal from now on.'),
  id: z.string().min(1).max(128).optional().describe('Name of the new baseline; made of the stream and the day when absent.'),
});

/** What would be seen as normal, and no longer told, if the newest images were the baseline. */
export const normalPreviewSchema = z.object({
  stream: z.string(),
  images: z.int(),
  from: z.number().describe('Time of the oldest of these images.'),
  to: z.number(),
  baseline: z.object({ id: z.string(), images: z.int() }).describe('What the stream is compared with now.'),
  smallest_provable_effect: z.number().nullable().describe('Smallest change of a share that the new baseline could prove.'),
  advice: z.string().optional(),
  sentence: z.string(),
  hidden: z
    .array(z.object({ concept: z.string(), text: z.string(), direction: z.enum(['rose', 'fell']), ks: z.number(), share: z.number(), q_value: z.number(), active: z.boolean().describe('In alarm now.') }))
    .describe('Concepts in which these images differ from the baseline of today, strongest first.'),
});
export type NormalPreview = z.infer<typeof normalPreviewSchema>;
