/** Licences that what we ship may have. */
const ALLOWED = new Set(['MIT', 'Apache-2.0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'CC0-1.0', 'Unlicense', 'BlueOak-1.0.0', 'Python-2.0']);

/** Others, package by package, with the reason why each is no problem. NOTICE credits the art. */
const EXCEPTIONS = [
  { name: /^@img\/sharp-libvips-/, licence: 'LGPL-3.0-or-later', reason: 'A shared library of its own, installed beside the product and replaceable; nothing of it is linked into our code.' },
  { name: /^@iconify-json\/(emojione|twemoji)$/, licence: 'CC-BY-4.0', reason: 'Art of the picture-book world, credited in NOTICE.' },
  { name: /^@iconify-json\/openmoji$/, licence: 'CC-BY-SA-4.0', reason: 'Art for tests alone, credited in NOTICE; in no weights and in no demo image.' },
];

/**
 * What a licence expression means for us. "A OR B" is allowed when one of them is, "A AND B" when both are.
 *
 * @returns 'allowed', the reason of an exception, or undefined when nobody has allowed it
 */
export function judgeLicence(name, licence) {
  const plain = licence.replaceAll(/[()]/g, '');
  const isAllowed = plain.split(' OR ').some((choice) => choice.split(' AND ').every((part) => ALLOWED.has(part.trim())));
  if (isAllowed) return 'allowed';
  return EXCEPTIONS.find((exception) => exception.name.test(name) && exception.licence === licence)?.reason;
}
