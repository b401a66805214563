// Runs in the page that is measured, before anything of its own. Playwright sends the function as text, so it can
// use nothing from outside of itself.

// `texts`: summaries and paths of operations; one of them to be seen is what is waited for. `within`: only in what this selects.
export function probe({ texts, within }) {
  const seen = { ready: null, hydrated: null, paint: null, longest: 0, lastTask: 0 };
  window.__seen = seen;
  const watch = (type, each) =>
    new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({ type, buffered: true });
  watch('longtask', (task) => {
    seen.longest = Math.max(seen.longest, task.duration);
    seen.lastTask = task.startTime + task.duration;
  });
  watch('largest-contentful-paint', (paint) => { seen.paint = paint.startTime; });

  const marked = new MutationObserver(() => {
    if (!document.documentElement?.hasAttribute('data-hydrated')) return;
    seen.hydrated = performance.now();
    marked.disconnect();
  });
  marked.observe(document, { subtree: true, attributes: true, attributeFilter: ['data-hydrated'] });

  const wanted = new Set(texts);
  const shown = (node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    const above = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    return range.getClientRects().length > 0 && above.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  };
  const anywhere = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.nodeType !== Node.TEXT_NODE) {
        if (node.shadowRoot && anywhere(node.shadowRoot)) return true;
      } else if (wanted.has(node.data.trim()) && shown(node)) return true;
    }
    return false;
  };
  const selected = () =>
    [...document.querySelectorAll(within)].some((element) => wanted.has(element.textContent.trim()) && shown(element));
  const look = () => {
    const began = performance.now();
    if (within ? selected() : anywhere(document)) {
      seen.ready = began;
      return;
    }
    // Looking through a large page takes time of its own: a tenth at most.
    setTimeout(look, Math.max(16, 10 * (performance.now() - began)));
  };
  look();
}

// Elements, those of shadow roots too.
export function nodes() {
  const count = (root) => {
    let sum = 0;
    for (const element of root.querySelectorAll('*')) sum += 1 + (element.shadowRoot ? count(element.shadowRoot) : 0);
    return sum;
  };
  return count(document);
}
