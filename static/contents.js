// On wide screens the table of contents stays open and marks where the reader is. Without this it still works.
const nav = document.querySelector(".contents");
const wide = matchMedia("(min-width: 64rem)");
const fold = () => { nav.firstElementChild.open = wide.matches; };
fold();
wide.addEventListener("change", fold);

const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    nav.querySelector("[aria-current]")?.removeAttribute("aria-current");
    nav.querySelector(`[href="#${target.id}"]`).setAttribute("aria-current", "true");
  }
}, { rootMargin: "-15% 0px -80% 0px" });
for (const link of nav.querySelectorAll("a")) {
  const section = document.getElementById(link.hash.slice(1));
  if (section) seen.observe(section);
}
