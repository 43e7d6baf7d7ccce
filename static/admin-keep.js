/* Keep what is typed until it is saved. When a session ends in mid-edit, or a browser crashes, the text is offered again
   on the next visit to the same form. It stays in this browser, for a week at most. */
"use strict";
{
  const bar = document.getElementById("kept");
  const form = bar?.closest("form");
  const WEEK = 7 * 24 * 3600 * 1000;
  const place = `kept:${location.pathname}`;

  // A save that succeeded says so with a link to what was saved: its copy has done its work.
  for (const link of document.querySelectorAll(".messagelist .success a[href]")) {
    localStorage.removeItem(`kept:${link.pathname}`);
  }

  const ours = (input) =>
    input.name &&
    !["csrfmiddlewaretoken", "seen", "_selected_action"].includes(input.name) &&
    !["submit", "button", "file", "password"].includes(input.type) &&
    !/__prefix__|-action$|select_across/.test(input.name);

  const read = () => {
    const values = {};
    for (const input of form.elements) {
      if (!ours(input)) {
        continue;
      }
      if (input.type === "checkbox" || input.type === "radio") {
        values[input.name] = input.checked;
      } else if (input.multiple) {
        values[input.name] = [...input.selectedOptions].map((one) => one.value);
      } else {
        values[input.name] = input.value;
      }
    }
    return values;
  };

  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  // Only what differs is worth a word; rows that were added by script are looked for by name.
  const differing = (kept, now) => Object.keys(kept).filter((name) => !same(kept[name], now[name]));

  const put = (values) => {
    for (const prefix of new Set(Object.keys(values).map((name) => name.match(/^(.+)-TOTAL_FORMS$/)?.[1]).filter(Boolean))) {
      const add = document.querySelector(`#${prefix}-group .add-row a`);
      for (let n = 0; add && n < 100 && form.elements[`${prefix}-TOTAL_FORMS`].value < values[`${prefix}-TOTAL_FORMS`] * 1; n += 1) {
        add.click();
      }
    }
    for (const input of form.elements) {
      if (!ours(input) || !(input.name in values) || /-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$/.test(input.name)) {
        continue;
      }
      const value = values[input.name];
      if (input.type === "checkbox" || input.type === "radio") {
        input.checked = value;
      } else if (input.multiple) {
        [...input.options].forEach((one) => (one.selected = value.includes(one.value)));
      } else {
        input.value = value;
      }
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };

  const forget = () => localStorage.removeItem(place);

  const offer = (kept) => {
    const when = new Date(kept.at).toLocaleString();
    const text = document.createElement("p");
    text.textContent = `This browser kept text that you typed here and that was not saved (${when}).`;
    const back = document.createElement("button");
    back.type = "button";
    back.textContent = "Put my text back";
    const away = document.createElement("button");
    away.type = "button";
    away.textContent = "Throw it away";
    const close = () => {
      bar.hidden = true;
    };
    back.addEventListener("click", () => {
      put(kept.values);
      close();
    });
    away.addEventListener("click", () => {
      forget();
      close();
    });
    bar.replaceChildren(text, back, away);
    bar.setAttribute("role", "status");
    bar.hidden = false;
  };

  if (form) {
    let kept = null;
    try {
      kept = JSON.parse(localStorage.getItem(place));
    } catch {
      kept = null;
    }
    const refused = document.querySelector(".errornote");
    if (kept && kept.user === bar.dataset.user && Date.now() - kept.at < WEEK && !refused && differing(kept.values, read()).length) {
      offer(kept);
    } else if (kept && !refused) {
      forget();
    }
    let waiting;
    const keep = () => {
      clearTimeout(waiting);
      try {
        localStorage.setItem(place, JSON.stringify({ at: Date.now(), user: bar.dataset.user, values: read() }));
      } catch {
        // A browser that keeps nothing works as one without scripts.
      }
    };
    let touched = false;
    form.addEventListener("input", (event) => {
      if (event.isTrusted || touched) {
        touched = true;
        clearTimeout(waiting);
        waiting = setTimeout(keep, 300);
      }
    });
    form.addEventListener("submit", () => touched && keep());
  }
}
