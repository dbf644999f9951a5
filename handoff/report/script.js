// What the page can do beyond reading: search, filter, zoom. Without it nothing is missing but that.
(() => {
  const byId = (id) => document.getElementById(id);
  const items = [...document.querySelectorAll(".item")];
  const texts = new Map(items.map((item) => [item, item.textContent.toLowerCase()]));

  function searching() {
    const form = document.querySelector(".tools");
    const [search, status, found] = [byId("search"), byId("status"), byId("found")];
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    const apply = () => {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      const wanted = status.value;
      const isActive = words.length > 0 || wanted !== "";
      const matches = (item) =>
        words.every((word) => texts.get(item).includes(word)) &&
        (wanted === "" ||
          item.dataset.status === wanted ||
          (!item.dataset.status && words.length > 0 && wanted === ""));
      for (const item of items) {
        item.toggleAttribute("data-match", isActive && matches(item));
      }
      let count = 0;
      for (const item of items) {
        // What is around something that matches stays, and what is in something whose own title matches too.
        const hasInner = item.querySelector(".item[data-match]") !== null;
        const outer = item.parentElement.closest(".item[data-match]");
        const isMatch = item.hasAttribute("data-match");
        count += isMatch && !hasInner ? 1 : 0;
        item.hidden =
          isActive && !isMatch && !hasInner && (outer === null || outer.querySelector(".item[data-match]") !== null);
      }
      for (const table of document.querySelectorAll("table[role=table]")) {
        table.hidden = isActive && table.querySelector(".item:not([hidden])") === null;
      }
      for (const part of document.querySelectorAll("main > section")) {
        part.classList.toggle("without-match", isActive && part.querySelector(".item:not([hidden])") === null);
      }
      found.textContent = isActive ? `${count} found` : "";
    };
    let waiting = 0;
    search.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(apply, 80);
    });
    status.addEventListener("change", apply);
    document.addEventListener("keydown", (event) => {
      const isTyping = /^(?:input|select|textarea)$/i.test(document.activeElement?.tagName ?? "");
      if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        search.focus();
      } else if (event.key === "Escape" && document.activeElement === search) {
        search.value = "";
        apply();
      }
    });
  }

  // A link to something within what is closed opens it.
  function opening() {
    const open = () => {
      const target = location.hash.length > 1 ? byId(decodeURIComponent(location.hash.slice(1))) : null;
      for (let part = target; part; part = part.parentElement) {
        if (part.tagName === "DETAILS") {
          part.open = true;
        }
        part.hidden = false;
      }
      target?.scrollIntoView();
    };
    addEventListener("hashchange", open);
    if (location.hash !== "") {
      open();
    }
  }

  function zooming() {
    const viewer = byId("viewer");
    const viewport = viewer?.querySelector(".viewport");
    const svg = viewport?.querySelector("svg");
    if (!svg) {
      return;
    }
    const [width, height] = [svg.width.baseVal.value, svg.height.baseVal.value];
    let scale = 1;
    const zoom = (next, x = viewport.clientWidth / 2, y = viewport.clientHeight / 2) => {
      const before = scale;
      scale = Math.min(4, Math.max(0.2, next));
      const [left, top] = [viewport.scrollLeft + x, viewport.scrollTop + y];
      svg.setAttribute("width", String(width * scale));
      svg.setAttribute("height", String(height * scale));
      viewport.scrollLeft = (left * scale) / before - x;
      viewport.scrollTop = (top * scale) / before - y;
      label.textContent = `${Math.round(scale * 100)} %`;
    };
    const fit = () => zoom(Math.min(1, (viewport.clientWidth - 2) / width));
    const bar = document.createElement("div");
    bar.className = "zoom";
    const button = (text, name, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.textContent = text;
      made.title = name;
      if (text.length === 1) {
        made.setAttribute("aria-label", name);
      }
      made.addEventListener("click", act);
      bar.append(made);
    };
    const label = document.createElement("output");
    button("−", "Smaller", () => zoom(scale / 1.25));
    button("+", "Larger", () => zoom(scale * 1.25));
    button("100 %", "Full size", () => zoom(1));
    button("Fit", "As wide as the page", fit);
    bar.append(label);
    viewer.prepend(bar);
    zoom(1);

    viewport.addEventListener(
      "wheel",
      (event) => {
        if (event.ctrlKey || event.metaKey) {
          event.preventDefault();
          const box = viewport.getBoundingClientRect();
          zoom(scale * (event.deltaY < 0 ? 1.15 : 1 / 1.15), event.clientX - box.left, event.clientY - box.top);
        }
      },
      { passive: false },
    );
    viewport.addEventListener("keydown", (event) => {
      const act = { "+": () => zoom(scale * 1.25), "-": () => zoom(scale / 1.25), 0: () => zoom(1) }[event.key];
      if (act && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        act();
      }
    });
    let from;
    viewport.addEventListener("pointerdown", (event) => {
      if (event.button === 0 && event.pointerType === "mouse") {
        from = { x: event.clientX + viewport.scrollLeft, y: event.clientY + viewport.scrollTop };
        viewport.setPointerCapture(event.pointerId);
        viewport.classList.add("dragging");
      }
    });
    viewport.addEventListener("pointermove", (event) => {
      if (from) {
        viewport.scrollLeft = from.x - event.clientX;
        viewport.scrollTop = from.y - event.clientY;
      }
    });
    for (const end of ["pointerup", "pointercancel"]) {
      viewport.addEventListener(end, () => {
        from = undefined;
        viewport.classList.remove("dragging");
      });
    }
  }

  // What a box is connected with, or what a key encrypts, stands out while the box is pointed at.
  function pointing() {
    const drawing = document.querySelector(".diagram-svg");
    if (!drawing) {
      return;
    }
    const [boxes, flows] = ["[data-addresses]", "[data-from]"].map((some) => [...drawing.querySelectorAll(some)]);
    const related = (box) => {
      const ends = flows.filter(({ dataset }) => dataset.from === box.id || dataset.to === box.id);
      const [, key] = /^aws_kms_key\.(\S+)$/.exec(box.dataset.addresses) ?? [];
      return [
        ...ends,
        ...boxes.filter(({ dataset }) => key !== undefined && dataset.key?.split(/[ ,]+/).includes(key)),
      ];
    };
    for (const box of boxes) {
      const own = box.classList.contains("node-box") ? related(box) : [];
      if (own.length > 0) {
        box.addEventListener("pointerenter", () => {
          drawing.classList.add("pointed");
          for (const part of [box, ...own]) {
            part.classList.add("related");
          }
        });
        box.addEventListener("pointerleave", () => {
          drawing.classList.remove("pointed");
          for (const part of drawing.querySelectorAll(".related")) {
            part.classList.remove("related");
          }
        });
      }
    }
  }

  // The section that is read is marked in the navigation.
  function marking() {
    const links = new Map(
      [...document.querySelectorAll("nav a")].map((link) => [link.getAttribute("href").slice(1), link]),
    );
    const watcher = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          if (isIntersecting) {
            for (const link of links.values()) {
              link.removeAttribute("aria-current");
            }
            links.get(target.id)?.setAttribute("aria-current", "true");
          }
        }
      },
      { rootMargin: "-20% 0px -70% 0px" },
    );
    for (const part of document.querySelectorAll("main > section")) {
      watcher.observe(part);
    }
  }

  searching();
  opening();
  zooming();
  pointing();
  marking();
})();
