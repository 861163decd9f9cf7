// What a page holds packed in itself: texts and files, by gzip and in base64.

/** What a browser is told that cannot unpack it; "" where it can. */
export const OLD = () =>
  typeof DecompressionStream === 'undefined'
    ? 'This page needs a browser of 2023 or later: this one cannot unpack what is in it (DecompressionStream).'
    : '';

/** @param {string} id of the element that holds it */
function response(id) {
  const packed = atob(document.getElementById(id)?.textContent?.trim() ?? '');
  const bytes = Uint8Array.from(packed, (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')));
}

/**
 * The text of what the page holds packed.
 * @param {string} id
 */
export const unpacked = (id) => response(id).text();

/**
 * The bytes of it.
 * @param {string} id
 */
export const unpackedBytes = (id) => response(id).arrayBuffer();

/**
 * Runs a script that the page holds packed; its policy must allow the text.
 * @param {string} id
 */
export async function run(id) {
  const script = document.createElement('script');
  script.textContent = await unpacked(id);
  document.head.append(script);
}
