// The page of a target works without this file; it adds a crosshair, and chooses steps without a reload.

/** Columns of the samples, as the layers of the plots name them. */
const columns = ['ms', 'r', 't', 'n', 'range', 'rate'];

const svgElement = (name, attributes) => {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
};

/** "1.234 km", "56.7 m": lengths as the page writes them. */
function lengthWords(km) {
  const [value, unit] = Math.abs(km) < 1 ? [km * 1000, 'm'] : [km, 'km'];
  const decimals = Math.max(0, Math.min(6, 3 - Math.floor(Math.log10(Math.abs(value) || 1))));
  return `${value.toFixed(value === 0 ? 0 : decimals).replace('-', '−')} ${unit}`;
}

const wordsOf = {
  ms: (ms) => `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')}Z`,
  rate: (mPerS) => `${Number(mPerS.toPrecision(3))} m/s`.replace('-', '−'),
};

/** Where a sample lies in a layer, px. */
function pointIn({ dataset }, sample) {
  const [x, y] = dataset.columns.split(' ');
  const place = (line, column) => {
    const [offset, slope] = line.split(' ').map(Number);
    return offset + slope * sample[columns.indexOf(column)];
  };
  return [place(dataset.x, x), place(dataset.y, y)];
}

/** Marks an instant in every layer: a line through plots over time, a ring where the target was. */
function showInstant(plots, samples, index) {
  const sample = samples[index];
  for (const layer of plots.querySelectorAll('.crosshair')) {
    const [x, y] = pointIn(layer, sample);
    const [, top, , bottom] = layer.dataset.box.split(' ');
    const line = layer.dataset.columns.startsWith('ms') ? [svgElement('path', { d: `M${x} ${top}V${bottom}` })] : [];
    layer.replaceChildren(...line, svgElement('circle', { cx: x, cy: y, r: 6 }));
  }
  for (const output of plots.querySelectorAll('[data-read]')) {
    const column = output.dataset.read;
    output.textContent = (wordsOf[column] ?? lengthWords)(sample[columns.indexOf(column)]);
  }
  const slider = plots.querySelector('#instant');
  slider.value = index;
  slider.setAttribute('aria-valuetext', wordsOf.ms(sample[0]));
}

/** The sample nearest to a pointer: by time over a plot of time, by distance over a projection. */
function nearestSample(layer, samples, [x, y]) {
  const isOfTime = layer.dataset.columns.startsWith('ms');
  let [nearest, least] = [0, Number.POSITIVE_INFINITY];
  for (const [index, sample] of samples.entries()) {
    const [px, py] = pointIn(layer, sample);
    const distance = isOfTime ? Math.abs(px - x) : Math.hypot(px - x, py - y);
    if (distance < least) [nearest, least] = [index, distance];
  }
  return nearest;
}

/** The layer of the panel under a pointer, with the place of the pointer in px of the image. */
function layerUnder({ target, clientX, clientY }) {
  const image = target instanceof Element ? target.closest('svg.plot') : null;
  const matrix = image?.getScreenCTM()?.inverse();
  if (!matrix) return null;
  const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(matrix);
  const layer = [...image.querySelectorAll('.crosshair')].find(({ dataset }) => {
    const [left, top, right, bottom] = dataset.box.split(' ').map(Number);
    return x >= left && x <= right && y >= top && y <= bottom;
  });
  return layer ? { layer, point: [x, y] } : null;
}

/** Makes the plots of the page follow pointer and slider. */
function addCrosshair(plots) {
  const samples = JSON.parse(plots.dataset.samples);
  if (samples.length < 2) return;
  const slider = plots.querySelector('#instant');
  slider.max = samples.length - 1;
  slider.closest('[hidden]').hidden = false;
  const show = (index) => showInstant(plots, samples, index);
  slider.addEventListener('input', () => show(Number(slider.value)));
  plots.addEventListener('pointermove', (event) => {
    const under = layerUnder(event);
    if (under) show(nearestSample(under.layer, samples, under.point));
  });
}

/** Takes the parts of the page that a chosen step changes from the answer to its address. */
async function showStep(address) {
  const response = await fetch(address, { headers: { accept: 'text/html' } });
  if (!response.ok) return location.assign(address);
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
  for (const part of document.querySelectorAll('[data-part]')) {
    const next = fresh.querySelector(`[data-part="${part.dataset.part}"]`);
    if (next) part.replaceWith(document.adoptNode(next));
  }
  history.replaceState(null, '', address);
  const plots = document.getElementById('plots');
  if (plots) addCrosshair(plots);
}

document.addEventListener('click', async (event) => {
  const link = event.target instanceof Element ? event.target.closest('a.step, [data-let-go]') : null;
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const id = link.dataset.letGo ? `step-${link.dataset.letGo}` : link.id;
  await showStep(link.href);
  document.getElementById(id)?.focus({ preventScroll: true });
  document.getElementById('plots')?.scrollIntoView({ block: 'nearest' });
});

const plots = document.getElementById('plots');
if (plots) addCrosshair(plots);
