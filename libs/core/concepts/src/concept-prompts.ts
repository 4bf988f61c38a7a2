/** One concept as its author wrote it. */
export interface ConceptWording {
  text: string;
  kind: 'object' | 'context';
  templates?: readonly string[];
  prompts?: readonly string[];
}

/**
 * The texts whose mean embedding stands for a concept. Raw prompts are used as they are; an object is put into every
 * template; a context ("in a tree") is put into every template after every class name ("a photo of the large dog in a
 * tree"), so that the class averages out.
 *
 * @param bank templates with the hole `{}`, and the class names of context concepts ("object" when there are none)
 * @example conceptPrompts({ text: 'in a tree', kind: 'context' }, { templates: ['a photo of a {}'], classNames: ['dog'] })
 * // ['a photo of a dog in a tree']
 */
export function conceptPrompts(concept: ConceptWording, bank: { templates: readonly string[]; classNames?: readonly string[] }): string[] {
  if (concept.prompts) return [...concept.prompts];
  const templates = concept.templates ?? bank.templates;
  const fill = (template: string, text: string): string => template.replaceAll('{}', text);
  if (concept.kind === 'object') return templates.map((template) => fill(template, concept.text));
  const classNames = bank.classNames?.length ? bank.classNames : ['object'];
  return templates.flatMap((template) => classNames.map((name) => fill(template, `${name} ${concept.text}`)));
}
