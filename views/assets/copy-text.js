// A button that copies a verbatim text; without this file the text can be marked and copied by hand.

for (const source of document.querySelectorAll('[data-copy]')) {
  const { copy, copied } = source.dataset;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'button copy';
  button.textContent = copy;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(source.textContent);
    button.textContent = copied;
    setTimeout(() => {
      button.textContent = copy;
    }, 2000);
  });
  source.before(button);
}
