// Runs before anything is drawn, so that a chosen theme does not flash.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem('spendbreaker.theme');
  } catch {
    // Storage may be forbidden: the system's theme it is.
  }
  if (chosen === 'light' || chosen === 'dark') {
    document.documentElement.dataset.theme = chosen;
  }
})();
