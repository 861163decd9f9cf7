// Pictures made of palette bytes, one or a sheet of small ones, and a lens that shows one of the small ones large.

const bytesOf = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

// Paints bytes from one place on; on a canvas that there is already, so that whoever draws it draws the new picture.
function paint(indices, start, width, height, palette, canvas = document.createElement('canvas')) {
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d');
  const picture = context.createImageData(width, height);
  for (let i = start, at = 0; at < picture.data.length; i += 1, at += 4) {
    const colour = 3 * indices[i];
    picture.data[at] = palette[colour];
    picture.data[at + 1] = palette[colour + 1];
    picture.data[at + 2] = palette[colour + 2];
    picture.data[at + 3] = 255;
  }
  context.putImageData(picture, 0, 0);
  canvas.complete = true; // as Vega asks of an image that it is given
  return canvas;
}

const LENS_SIDE = 190;

// A small picture large, beside the pointer, with the words of its tooltip; it stays true while the picture moves.
class Lens {
  constructor() {
    this.element = document.createElement('div');
    this.element.className = 'player-lens';
    this.canvas = Object.assign(document.createElement('canvas'), { width: 2 * LENS_SIDE, height: 2 * LENS_SIDE });
    this.words = document.createElement('div');
    this.element.append(this.canvas, this.words);
  }

  show(tile, words, event) {
    this.tile = tile;
    this.words.replaceChildren(...words.filter(([, text]) => text).map(([name, text]) => {
      const line = document.createElement('div');
      const label = document.createElement('b');
      label.textContent = name ? `${name} ` : '';
      line.append(label, text);
      return line;
    }));
    if (!this.element.isConnected) document.body.appendChild(this.element);
    this.draw();
    const { width, height } = this.element.getBoundingClientRect();
    const right = event.clientX + 18;
    const x = right + width < window.innerWidth ? right : Math.max(4, event.clientX - 18 - width);
    const y = Math.min(Math.max(4, event.clientY - height / 2), window.innerHeight - height - 4);
    Object.assign(this.element.style, { left: `${x}px`, top: `${Math.max(4, y)}px` });
  }

  draw() {
    if (!this.tile) return;
    const context = this.canvas.getContext('2d');
    context.imageSmoothingQuality = 'high';
    context.drawImage(this.tile, 0, 0, this.canvas.width, this.canvas.height);
  }

  hide() { this.tile = null; this.element.remove(); }
}
