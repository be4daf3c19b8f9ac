// Light or dark, as chosen by the system, the surrounding notebook or the reader. Runs before the
// page is drawn, so that no message from the notebook is missed.
{
  const root = document.documentElement;
  const set = (theme) => root.dataset.theme = theme;
  set(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  addEventListener("message", ({ data }) => {
    if (data?.theme === "dark" || data?.theme === "light") set(data.theme);
    if (data?.theme !== undefined) sendHeight(); // now the notebook listens
  });
  // A frame has the height of its page, which depends on its width.
  const sendHeight = () => {
    if (parent !== window) parent.postMessage({ height: Math.ceil(root.offsetHeight) }, "*");
  };
  new ResizeObserver(sendHeight).observe(root);
  addEventListener("click", ({ target }) => {
    if (target.id === "theme") set(root.dataset.theme === "dark" ? "light" : "dark");
  });
}
