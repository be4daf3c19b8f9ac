// Light or dark: as the system, the surrounding notebook or the reader chooses. Runs before the page
// is drawn, so that a message from the notebook is not missed.
{
  const root = document.documentElement;
  const set = (theme) => root.dataset.theme = theme;
  set(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  addEventListener("message", ({ data }) => {
    if (data?.theme === "dark" || data?.theme === "light") set(data.theme);
  });
  addEventListener("click", ({ target }) => {
    if (target.id === "theme") set(root.dataset.theme === "dark" ? "light" : "dark");
  });
}
