// Keeps an open page alive: sends what is typed and pressed, and shows what happens anywhere in the town.
// It draws nothing itself: every message arrives as HTML that the server has escaped.
"use strict";

(() => {
  const body = document.body;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const phones = [...document.querySelectorAll(".phone")];
  const trouble = document.querySelector("p.trouble");

  // ---------------------------------------------------------------- saying and pressing

  async function send(form, submitter, extra = {}) {
    const data = new URLSearchParams(new FormData(form));
    if (submitter && submitter.name) data.set(submitter.name, submitter.value);
    for (const [name, value] of Object.entries(extra)) data.set(name, value);
    data.set("story", body.dataset.story);
    data.set("turn", `web:${crypto.randomUUID()}`);
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: data,
        headers: { "X-Requested-With": "fetch" },
      });
      if (!answer.ok) throw new Error(await answer.text());
      trouble.hidden = true;
      return true;
    } catch (error) {
      trouble.textContent = error.message === "Failed to fetch" ? "The demo has stopped. Start it again and reload." : error.message;
      trouble.hidden = false;
      return false;
    }
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    event.preventDefault();
    if (form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    const phone = form.closest(".phone");
    if (form.matches(".composer")) await say(form);
    else if (phone) await press(form, event.submitter, phone);
    else if (form.matches(".reset")) await beginAgain(form);
    else await send(form, event.submitter);
    form.removeAttribute("aria-busy");
  });

  async function say(form) {
    const words = form.elements.text;
    if (!words.value.trim()) return;
    const typed = words.value;
    const request = send(form, null);
    words.value = "";
    fit(words);
    if (!(await request)) words.value = typed;
  }

  async function beginAgain(form) {
    const button = form.querySelector("button");
    button.textContent = "The town wakes up…";
    body.classList.remove("live");
    await send(form, null); // the stream says when to draw the page anew
  }

  async function press(form, button, phone) {
    // The card may vanish under the finger: remember where the finger was, for those who use a keyboard.
    phone.dataset.touched = form.closest(".item")?.dataset.id ?? "";
    button?.classList.add("going");
    await send(form, button, { as: phone.dataset.person });
    button?.classList.remove("going");
  }

  document.addEventListener("click", (event) => {
    const suggestion = event.target.closest(".try");
    if (!suggestion) return;
    const form = suggestion.closest("form");
    form.elements.text.value = suggestion.textContent;
    form.elements.text.focus();
    fit(form.elements.text);
    form.requestSubmit();
  });

  document.addEventListener("keydown", (event) => {
    if (event.target.matches(".composer textarea") && event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      event.target.form.requestSubmit();
    }
  });

  document.addEventListener("input", (event) => {
    if (event.target.matches(".composer textarea")) fit(event.target);
  });

  // What is unfolded should be seen.
  document.addEventListener(
    "toggle",
    (event) => {
      if (event.target.open && event.target.matches(".payload")) event.target.scrollIntoView({ block: "nearest" });
    },
    true,
  );

  function fit(words) {
    words.rows = Math.min(5, Math.max(1, words.value.split("\n").length, Math.ceil(words.value.length / 52)));
  }

  // ---------------------------------------------------------------- picking somebody else

  document.addEventListener("change", (event) => {
    if (event.target.matches(".pick")) event.target.form.requestSubmit();
  });

  // ---------------------------------------------------------------- conversations

  function show(phone, item) {
    const thread = phone.querySelector(".thread");
    const box = document.createElement("template");
    box.innerHTML = item.html;
    const fresh = box.content.firstElementChild;
    const old = thread.querySelector(`[data-id="${CSS.escape(item.id)}"]`);
    if (old) {
      const open = old.querySelector(".payload")?.open;
      old.replaceWith(fresh);
      if (open) fresh.querySelector(".payload").open = true;
      fresh.classList.add("changed");
      if (phone.dataset.touched === item.id) comfort(fresh);
      return;
    }
    thread.querySelector(".hello")?.remove();
    separate(thread, fresh);
    thread.append(fresh);
    fresh.classList.add("fresh");
    toEnd(phone, fresh);
  }

  // A card that was pressed has been drawn anew: give the keyboard its place back.
  function comfort(fresh) {
    if (document.activeElement && document.activeElement !== body) return;
    fresh.tabIndex = -1;
    fresh.focus({ preventScroll: true });
  }

  function separate(thread, item) {
    const before = [...thread.querySelectorAll(".item")].pop();
    const previous = before?.dataset.day ?? "";
    if (item.dataset.day === previous) return;
    const line = document.createElement("li");
    line.className = "new-day";
    line.textContent = item.dataset.day;
    thread.append(line);
  }

  function divideDays(thread) {
    let day = "";
    for (const item of thread.querySelectorAll(".item")) {
      if (item.dataset.day !== day) {
        const line = document.createElement("li");
        line.className = "new-day";
        line.textContent = item.dataset.day;
        item.before(line);
        day = item.dataset.day;
      }
    }
  }

  // To the end, but never past the beginning of what has just come.
  function toEnd(phone, fresh) {
    const scroll = phone.querySelector(".scroll");
    const start = fresh ? fresh.offsetTop - scroll.offsetTop - 12 : Infinity;
    const top = Math.min(start, scroll.scrollHeight - scroll.clientHeight);
    scroll.scrollTo({ top, behavior: calm.matches ? "auto" : "smooth" });
  }

  // ---------------------------------------------------------------- a moment to type

  // The bot answers within milliseconds. A short pause with three dots makes it plain that somebody spoke.
  const waiting = new Map();

  function arrive(phone, item) {
    const known = phone.querySelector(`.item[data-id="${CSS.escape(item.id)}"]`);
    const queue = waiting.get(phone) ?? [];
    if (item.kind !== "card" || known || calm.matches) {
      if (queue.length) queue.push(item);
      else show(phone, item);
      return;
    }
    queue.push(item);
    waiting.set(phone, queue);
    if (queue.length === 1) type(phone, queue, 380);
  }

  function type(phone, queue, pause) {
    const dots = document.createElement("div");
    dots.className = "typing";
    dots.setAttribute("aria-hidden", "true");
    dots.append(...[1, 2, 3].map(() => document.createElement("i")));
    phone.querySelector(".scroll").append(dots);
    toEnd(phone);
    setTimeout(() => {
      dots.remove();
      do show(phone, queue.shift());
      while (queue.length && queue[0].kind !== "card");
      if (queue.length) type(phone, queue, 120);
    }, pause);
  }

  // ---------------------------------------------------------------- news on other phones

  const news = new Map();

  function elsewhere(item) {
    if (item.kind !== "card" || item.who.length === 0) return;
    for (const who of item.who) news.set(who, (news.get(who) ?? 0) + 1);
    drawNews();
  }

  function drawNews() {
    const box = document.querySelector(".elsewhere");
    const list = box.querySelector("ul");
    list.replaceChildren();
    for (const [who, count] of news) {
      const option = document.querySelector(`.pick option[value="${CSS.escape(who)}"]`);
      if (!option) continue;
      const line = document.createElement("li");
      const name = document.createElement("span");
      name.textContent = `${option.dataset.name}: ${count} new`;
      line.append(name, turnTo("left", who), turnTo("right", who));
      list.append(line);
    }
    box.hidden = list.childElementCount === 0;
    sessionStorage.setItem("news", JSON.stringify([...news]));
  }

  function turnTo(side, who) {
    const link = document.createElement("a");
    const address = new URL(location.href);
    address.searchParams.set(side, who);
    address.searchParams.delete(`${side}_in`);
    link.href = address;
    link.textContent = side;
    link.setAttribute("aria-label", `Show on the ${side} phone`);
    return link;
  }

  function recallNews() {
    if (sessionStorage.getItem("story") === body.dataset.story) {
      for (const [who, count] of JSON.parse(sessionStorage.getItem("news") ?? "[]")) news.set(who, count);
    }
    sessionStorage.setItem("story", body.dataset.story);
    for (const phone of phones) if (phone.dataset.lane === phone.dataset.dm) news.delete(phone.dataset.person);
    drawNews();
  }

  // ---------------------------------------------------------------- the stream

  function listen() {
    const after = body.dataset.lastEvent;
    const stream = new EventSource(`/events?story=${body.dataset.story}&after=${after}`);
    stream.addEventListener("item", (event) => {
      const item = JSON.parse(event.data);
      const showing = phones.filter((phone) => phone.dataset.lane === item.lane);
      showing.forEach((phone) => arrive(phone, item));
      if (!showing.length) {
        const tab = document.querySelector(`[data-tab="${CSS.escape(item.lane)}"]`);
        if (tab) tab.classList.add("news");
        else elsewhere(item);
      }
    });
    stream.addEventListener("happening", (event) => {
      const list = document.querySelector(".happenings");
      list.insertAdjacentHTML("afterbegin", JSON.parse(event.data).html);
      while (list.childElementCount > 60) list.lastElementChild.remove();
    });
    stream.addEventListener("clock", (event) => setClock(JSON.parse(event.data)));
    stream.addEventListener("again", () => {
      stream.close();
      location.reload();
    });
  }

  function setClock(face) {
    const clock = document.querySelector(".clock");
    clock.className = `clock light-${face.light}`;
    clock.querySelector(".hands").textContent = face.time;
    clock.querySelector(".date").firstChild.textContent = `${face.day} `;
    clock.querySelector(".year").textContent = face.year;
  }

  for (const phone of phones) {
    divideDays(phone.querySelector(".thread"));
    const scroll = phone.querySelector(".scroll");
    scroll.scrollTop = scroll.scrollHeight;
  }
  recallNews();
  listen();
  body.classList.add("live");
})();
