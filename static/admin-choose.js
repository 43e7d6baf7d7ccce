// Django's boxes for choosing (select2) have no names that a screen reader can say. Give them those of their labels.
"use strict";

if (window.django && django.jQuery) {
  const $ = django.jQuery;

  const labelOf = (select) => document.querySelector(`label[for="${CSS.escape(select.id)}"]`);

  const name = (root) => {
    for (const select of root.querySelectorAll("select.admin-autocomplete.select2-hidden-accessible")) {
      const label = labelOf(select);
      const box = select.nextElementSibling;
      if (!label || !box) continue;
      label.id ||= `${select.id}_label`;
      const chosen = box.querySelector("[role=combobox]");
      if (chosen) {
        const shown = chosen.querySelector(".select2-selection__rendered");
        chosen.setAttribute("aria-labelledby", `${label.id} ${shown.id}`.trim());
        // A box within a box, with no name where nothing is chosen; what it says is read as part of the outer one.
        shown.removeAttribute("role");
        shown.removeAttribute("aria-readonly");
      }
      for (const search of box.querySelectorAll(".select2-search__field")) search.setAttribute("aria-labelledby", label.id);
    }
  };

  $(() => {
    name(document);
    document.addEventListener("formset:added", (event) => name(event.target));
    $(document).on("select2:open", (event) => {
      const label = labelOf(event.target);
      const box = event.target.nextElementSibling?.querySelector("[role=combobox][aria-owns]");
      if (box) box.setAttribute("aria-controls", box.getAttribute("aria-owns"));
      for (const search of document.querySelectorAll(".select2-dropdown .select2-search__field")) {
        if (label) search.setAttribute("aria-labelledby", label.id);
      }
    });
  });
}
