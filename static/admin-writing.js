/* Help while writing: the server's own advice on each section, and citation keys to pick. Without this script the
   same advice stands there after saving. */
"use strict";
{
  const form = document.getElementById("procedure_form");
  const fields = form ? form.querySelectorAll("textarea.writing") : [];
  const address = location.pathname.replace(/change\/$/, "help/");

  const keys = () =>
    [...form.querySelectorAll('input[name^="sources-"][name$="-key"]')]
      .map((input) => input.value.trim())
      .filter((key) => key && !key.includes("__prefix__"));

  const advise = async (field, panel) => {
    const sent = new FormData();
    sent.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    sent.append("kind", field.dataset.kind);
    sent.append("body", field.value);
    keys().forEach((key) => sent.append("key", key));
    const asked = field.value;
    const response = await fetch(address, { method: "POST", body: sent, redirect: "manual" }).catch(() => null);
    if (response && (response.type === "opaqueredirect" || response.status === 403)) {
      signedOut();
    } else if (response && response.ok && asked === field.value) {
      panel.innerHTML = await response.text();
    }
  };

  // The server asks who we are: the session has ended.
  const signedOut = () => {
    const bar = document.getElementById("kept");
    bar.textContent =
      "You have been signed out. This browser keeps what you typed: press Save, sign in again, and put your text back.";
    bar.setAttribute("role", "alert");
    bar.hidden = false;
  };

  const insert = (field, text) => {
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  for (const field of fields) {
    const section = field.closest(".section");
    const panel = section.querySelector(".advice");
    let waiting;
    field.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => advise(field, panel), 600);
    });
    // Somebody may have typed before this script came.
    if (field.value !== field.defaultValue) {
      advise(field, panel);
    }
    for (const mark of section.querySelectorAll(".keys code")) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = mark.textContent;
      button.title = "Put this source in at the cursor";
      button.addEventListener("click", () => insert(field, ` ${mark.textContent}`));
      mark.replaceWith(button);
    }
  }

  // A link of the list "before publishing" leads to a field that may be folded away.
  const unfold = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    target?.querySelectorAll("details").forEach((one) => (one.open = true));
    target?.closest("details")?.setAttribute("open", "");
    target?.scrollIntoView();
  };
  addEventListener("hashchange", unfold);
  if (location.hash) {
    unfold();
  }
}
