// Runs in the page: posts events at their pace, a message every 30 ms as the extension does.
// `feed`: {run, events, seconds}, set by who measures.
/* global feed, postMessage, performance, setInterval, clearInterval */
globalThis.fed = new Promise((done) => {
  const { run, events, seconds } = feed;
  const started = performance.now();
  let next = 0;
  const timer = setInterval(() => {
    const share = (performance.now() - started) / (1000 * seconds);
    const due = Math.min(events.length, Math.floor(share * events.length));
    if (due > next) postMessage({ type: 'events', run, events: events.slice(next, due) }, '*');
    next = due;
    if (share < 1) return;
    clearInterval(timer);
    done();
  }, 30);
});
