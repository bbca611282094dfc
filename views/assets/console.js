// Every page works without this file; it adds live progress and keys.

/** Replaces the parts of the page that change while a job runs. */
async function refresh(names) {
  const response = await fetch(location.href, { headers: { accept: 'text/html' } });
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
  document.title = fresh.title;
  for (const part of document.querySelectorAll('[data-live]')) {
    const name = part.dataset.live;
    const next = fresh.querySelector(`[data-live="${name}"]`);
    if (next && names(name) && !part.contains(document.activeElement)) part.replaceWith(next);
  }
}

const refreshEveryMs = 2000;
let refreshedMs = 0;

/** Follows the events of a job until it ends, then looks whether another one is under way. */
function follow(section) {
  const events = new EventSource(section.dataset.events);
  events.addEventListener('progress', async ({ data }) => {
    const job = JSON.parse(data);
    const bar = section.querySelector('progress');
    if (job.stepsTotal === null) bar.removeAttribute('value');
    else Object.assign(bar, { max: job.stepsTotal, value: job.stepsDone });
    section.querySelector('[data-words]').textContent = job.words;
    if (!job.isActive) {
      events.close();
      await refresh(() => true);
      followAll();
    } else if (Date.now() - refreshedMs > refreshEveryMs) {
      refreshedMs = Date.now();
      await refresh((name) => name !== 'jobs');
    }
  });
}

function followAll() {
  for (const section of document.querySelectorAll('[data-events]:not([data-followed])')) {
    section.dataset.followed = 'yes';
    follow(section);
  }
}

function moveRow(step) {
  const rows = [...document.querySelectorAll('[data-rows] a.row')];
  const at = rows.indexOf(document.activeElement);
  rows[Math.min(rows.length - 1, Math.max(0, at === -1 ? 0 : at + step))]?.focus();
}

const keys = {
  '/': () => document.getElementById('search')?.focus(),
  j: () => moveRow(1),
  k: () => moveRow(-1),
};

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target instanceof Element && event.target.closest('input, select, textarea')) return;
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

followAll();
