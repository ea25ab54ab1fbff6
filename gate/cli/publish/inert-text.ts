/** Beyond this a text is cut: nobody reads more of it in a table. */
const LONGEST = 300;

/** What may mean something in Markdown or HTML within a line. A dot makes a link of `www.`. */
const MEANINGFUL = /(?<=www)\.|[^A-Za-z0-9 ,.;/%=+'"()\-\u00A1-\u{10FFFF}]/giu;

/**
 * Text from outside (a route, a label, a server's words) as Markdown and HTML that shows exactly it, within a line: no markup, no link, no
 * picture, no mention of a user, no reference to an issue. It must not
 * begin a line. Whoever opens a pull request chooses such texts.
 */
export function inertText(text: string): string {
  const line = text
    .toWellFormed()
    .replaceAll(/[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
  const characters = [...line];
  const cut = characters.length > LONGEST ? `${characters.slice(0, LONGEST).join('')}…` : line;
  return cut.replaceAll(MEANINGFUL, (character) => {
    // GitHub looks for mentions and references in what was rendered: a space of no width stops it.
    const stop = character === '@' || character === '#' ? '&#8203;' : '';
    return `&#${character.codePointAt(0)};${stop}`;
  });
}

/** The same as code. */
export function inertCode(text: string): string {
  return `<code>${inertText(text)}</code>`;
}
