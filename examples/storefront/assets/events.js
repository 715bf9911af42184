// The buy button shows the prefetched promotion and tells the shop, which tells Target.
document.addEventListener('click', async ({ target }) => {
  const button = target.closest('#buy');
  if (!button) return;
  document.getElementById('bought').hidden = false;
  const body = button.dataset.events;
  if (!body) return;
  button.dataset.events = ''; // Once.
  const headers = { 'Content-Type': 'application/json' };
  const answer = await fetch('/events', { method: 'POST', headers, body, keepalive: true });
  document.getElementById('report').textContent =
    answer.ok ? 'Your click was reported to Target.' : 'Target did not take your click.';
});
