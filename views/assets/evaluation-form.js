// Keeps the estimate of a new evaluation up to date while its form is filled in; the button does the same without script.

const pauseMs = 400;

async function estimate(form) {
  const query = new URLSearchParams(new FormData(form));
  const response = await fetch(`/evaluation/new?${query}`, { headers: { accept: 'text/html' } });
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
  const told = fresh.querySelector(`form[data-evaluation="${form.dataset.evaluation}"] [data-estimate]`);
  if (told) form.querySelector('[data-estimate]').textContent = told.textContent;
}

for (const form of document.querySelectorAll('form[data-evaluation]')) {
  let timer;
  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => estimate(form), pauseMs);
  });
}
