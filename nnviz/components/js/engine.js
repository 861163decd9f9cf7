// The engine in a worker: Python as WebAssembly (Pyodide), which answers what the page asks, text by text.

/** @import { Begun, Told } from './playground.js' */

/**
 * As much of Pyodide as is used.
 * @typedef {object} Python
 * @property {(names: string[], options: object) => Promise<unknown>} loadPackage
 * @property {(bytes: ArrayBuffer, format: string, options: object) => void} unpackArchive
 * @property {(code: string) => any} runPython
 */

const HOME = '/nnviz';
const BEGIN = [
  'import sys',
  `sys.path.insert(0, "${HOME}")`,
  'from nnviz.session.answers import Answers',
  'def begin(base):',
  '    answers = Answers(base=base or None)',
  '    return answers.answer, answers.looks_as_text()',
  'begin',
].join('\n');

/**
 * What went wrong, in a line: of an error in Python the last one that names it.
 * @param {unknown} error
 */
export function inALine(error) {
  const lines = String(/** @type {Error} */ (error)?.message ?? error)
    .trim()
    .split('\n');
  return lines.findLast((line) => /^[A-Z]\w*(Error|Exception)\b/.test(line)) ?? lines[0];
}

/** @param {Told} told */
const tell = (told) => postMessage(told);

/** @param {Begun} begun */
async function begin({ address, packages, sources, base }) {
  tell({ stage: 'Python' });
  const { loadPyodide } = await import(address);
  /** @type {Python} */
  const python = await loadPyodide({ indexURL: address.slice(0, address.lastIndexOf('/') + 1) });
  tell({ stage: packages.join(', ') });
  await python.loadPackage(packages, { messageCallback: () => {} });
  tell({ stage: 'the engine' });
  python.unpackArchive(sources, 'zip', { extractDir: HOME });
  const [answer, looks] = python.runPython(BEGIN)(base ?? '');
  tell({ looks });
  return /** @type {(text: string) => string} */ (answer);
}

export default function engine() {
  /** @type {((text: string) => string) | undefined} */
  let answer;
  self.addEventListener('message', async ({ data }) => {
    try {
      if (answer) tell({ answer: answer(data) });
      else answer = await begin(data);
    } catch (error) {
      tell({ failed: inALine(error) });
    }
  });
}
