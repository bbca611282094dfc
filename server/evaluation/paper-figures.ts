/**
 * What the paper reports, to stand beside what was measured here. Its records differ from ours and were not published,
 * so the two are neighbors, not rivals on one set.
 *
 * @source Jing, Sun, Dang, Wang 2025, Space Sci. Technol. 5:0271; the deep nets read the motion alone
 */
export const paperFigures = [
  { what: 'base model, any prompt', figure: 'below 50 %', here: 'base' },
  { what: 'P-tuning v2, chain of thought (ChatGLM2-6B)', figure: '99.81 %', here: 'cot' },
  { what: 'LoRA, instruction (ChatGLM3-6B)', figure: '99.90 %', here: 'lora' },
  { what: 'gain of tuning over the base', figure: '58.66 to 83.94 points', here: 'gain' },
  { what: 'robustness to perturbation after tuning', figure: 'falls', here: 'spread' },
  { what: 'deep nets on the motion alone', figure: '97.1 to 98.9 %', here: 'recurrent' },
] as const;
