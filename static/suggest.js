// Offers codes and names under a search box (ARIA 1.2 combobox). Without this the form works as it is.
for (const form of document.querySelectorAll("form.search")) {
  const input = form.elements.q;
  const box = document.createElement("ul");
  const said = document.createElement("p");
  let asking, timer, at = -1;
  box.id = `${input.id}-list`;
  box.role = "listbox";
  box.ariaLabel = form.dataset.suggestions;
  box.hidden = true;
  said.role = "status";
  said.className = "hidden";
  input.closest(".field").append(box, said);
  input.role = "combobox";
  input.ariaAutoComplete = "list";
  input.setAttribute("aria-controls", box.id);
  input.ariaExpanded = "false";

  const close = () => {
    box.hidden = true;
    at = -1;
    input.ariaExpanded = "false";
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (to) => {
    const rows = box.children;
    if (rows[at]) rows[at].ariaSelected = "false";
    at = (to + rows.length) % rows.length;
    rows[at].ariaSelected = "true";
    rows[at].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", rows[at].id);
  };
  const show = ({ suggestions, said: words }) => {
    close();
    box.replaceChildren(...suggestions.map(({ code, name, url }, place) => {
      const row = document.createElement("li");
      const value = document.createElement("span");
      row.id = `${box.id}-${place}`;
      row.role = "option";
      row.ariaSelected = "false";
      row.dataset.url = url;
      value.className = "code";
      value.textContent = code;
      row.append(value, ` ${name}`);
      return row;
    }));
    said.textContent = words;
    box.hidden = !suggestions.length;
    input.ariaExpanded = String(!box.hidden);
  };
  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    const typed = input.value.trim();
    if (typed.length < 2) return close();
    const address = new URL("../suggest/", form.action);
    address.searchParams.set("q", typed);
    try {
      const answer = await fetch(address, { signal: asking.signal });
      if (answer.ok && document.activeElement === input) show(await answer.json());
    } catch { /* typed on, or no network */ }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 120);
  });
  input.addEventListener("keydown", (event) => {
    if (box.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) mark(at < 0 && step < 0 ? -1 : at + step);
    else if (event.key === "Enter" && at >= 0) location.assign(box.children[at].dataset.url);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", close);
  box.addEventListener("mousedown", (event) => event.preventDefault());
  box.addEventListener("click", (event) => {
    const row = event.target.closest("li");
    if (row) location.assign(row.dataset.url);
  });
}
