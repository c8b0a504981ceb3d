// What Gradio cannot do itself: live regions, numbers that open their source, copying and saving without a
// file on the server. Everything goes through text that Python has already made safe.
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const textIn = (id) => byId(id)?.querySelector("textarea, input")?.value ?? "";
  let panelWanted = false;

  // A region has to be live before its words change, so this runs as soon as the parts exist.
  const roles = {
    status: { role: "status", "aria-live": "polite" },
    "brief-status": { role: "status", "aria-live": "polite" },
    problem: { role: "alert" },
    "brief-problem": { role: "alert" },
    "panel-column": { role: "region", "aria-label": "Opened source" },
    sources: { role: "group", "aria-label": "Sources" },
    filters: { role: "group", "aria-label": "Filters" },
    note: { role: "region", "aria-label": "Briefing note", tabindex: "0" },
  };
  const dress = () => {
    for (const [id, attributes] of Object.entries(roles)) {
      const part = byId(id);
      if (!part) continue;
      for (const [name, value] of Object.entries(attributes)) {
        if (part.getAttribute(name) !== value) part.setAttribute(name, value);
      }
    }
    if (panelWanted) {
      const heading = document.querySelector("#panel h2");
      if (heading && heading.textContent === panelWanted) {
        panelWanted = false;
        heading.focus({ preventScroll: true });
        heading.scrollIntoView({ block: "nearest" });
      }
    }
  };
  // Names and roles are watched too: Gradio may give a part its id, or take our role away, after it was put in.
  new MutationObserver(dress).observe(document.documentElement, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["id", "role", "aria-live"],
  });
  dress();
  addEventListener("load", dress);

  const say = (button, words) => {
    const before = button.dataset.words ?? button.textContent;
    button.dataset.words = before;
    button.textContent = words;
    setTimeout(() => { button.textContent = before; }, 2500);
  };
  const save = (content, type, name) => {
    const address = URL.createObjectURL(new Blob([content], { type }));
    const link = Object.assign(document.createElement("a"), { href: address, download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  };
  const bytes = (encoded) => Uint8Array.from(atob(encoded), (c) => c.charCodeAt(0));
  const word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
  const actions = {
    "copy-button": (button) =>
      navigator.clipboard.writeText(textIn("copy-text")).then(
        () => say(button, "Copied"),
        () => say(button, "Copying is blocked: use the download"),
      ),
    "download-button": () => save(textIn("download-text"), "text/markdown", "answer.md"),
    "note-md-button": () => save(textIn("note-md-text"), "text/markdown", "briefing-note.md"),
    "note-docx-button": () => save(bytes(textIn("note-docx-text")), word, "briefing-note.docx"),
  };

  // The page a quotation stands on: asked for when its part is opened, put in as plain text and pictures.
  const make = (name, content, attributes = {}) => {
    const part = Object.assign(document.createElement(name), attributes);
    part.append(...content);
    return part;
  };
  const picture = async ({ src, description }) => {
    const image = make("img", [], { src, alt: description });
    await image.decode();
    const link = make("a", [image], { href: src, target: "_blank", rel: "noopener noreferrer" });
    return make("figure", [link, make("figcaption", [`${description}. Choose the picture to enlarge it.`])]);
  };
  const showPages = async (box) => {
    const fallback = box.querySelector("p");
    if (box.dataset.asked || !fallback) return;
    box.dataset.asked = "yes";
    const told = make("p", [], { className: "page-told" });
    told.setAttribute("role", "status");
    fallback.hidden = true;
    fallback.after(told);
    setTimeout(() => { told.textContent ||= "Drawing the page…"; }, 50);
    try {
      const reply = await fetch(fallback.querySelector("a").getAttribute("href").replace(/png$/, "json"));
      if (!reply.ok) throw new Error(await reply.text());
      const { message, pages } = await reply.json();
      const pictures = await Promise.all(pages.map(picture));
      told.textContent = message || `${pages.map((page) => page.description).join(". ")}.`;
      told.classList.toggle("spoken", !message);
      told.after(...pictures);
    } catch (error) {
      told.textContent = error instanceof TypeError || !error.message || error.name === "EncodingError"
        ? "The page could not be shown. Close this part and open it to try again."
        : error.message;
      box.addEventListener("toggle", () => { told.remove(); delete box.dataset.asked; }, { once: true });
    }
  };
  document.addEventListener("toggle", (event) => {
    if (event.target.open && event.target.matches?.(".page-view")) showPages(event.target);
  }, true);

  document.addEventListener("keydown", (event) => {
    const box = event.key === "Escape" && event.target.closest?.(".page-view[open]");
    if (!box) return;
    box.open = false;
    box.querySelector("summary").focus();
  });

  const openSource = (number) => {
    panelWanted = `Source ${number}`;
    dress();
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const button = event.target.closest("button");
    if (link) {
      event.preventDefault();
      const target = byId(link.getAttribute("href").slice(1));
      if (!target) return;
      if (link.classList.contains("ref")) target.click();
      else ([...target.querySelectorAll("textarea")].find((box) => box.offsetParent) ?? target).focus();
    } else if (button?.id?.startsWith("source-")) {
      openSource(button.id.slice("source-".length));
    } else if (button && actions[button.id]) {
      actions[button.id](button);
    }
  });
})();
