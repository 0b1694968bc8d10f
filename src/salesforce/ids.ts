const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/** What the last three characters of an 18-character Id must be: each tells which of five letters are capitals. */
function checksum(id15: string): string {
  return [0, 5, 10]
    .map((from) => {
      const part = [...id15.slice(from, from + 5)];
      return letters[part.reduce((bits, letter, place) => (/[A-Z]/.test(letter) ? bits + 2 ** place : bits), 0)];
    })
    .join('');
}

/**
 * The 18-character form of an Id, the one that is safe where case is lost; an Id of 18 is given back with its checksum in capitals.
 * https://help.salesforce.com/s/articleView?id=000385585
 */
export function to18(id: string): string {
  const id15 = id.slice(0, 15);
  return id15 + checksum(id15);
}

/** Whether a text is an Id of 15 characters, or one of 18 with the right checksum. */
export function isId(text: string): boolean {
  if (!/^(?:[0-9A-Za-z]{15}|[0-9A-Za-z]{18})$/.test(text)) return false;
  return text.length === 15 || to18(text) === text.slice(0, 15) + text.slice(15).toUpperCase();
}

/** Whether two texts name the same record, in either length. */
export function sameId(one: string, other: string): boolean {
  return to18(one) === to18(other);
}
