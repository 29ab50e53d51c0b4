// Keys on the scoring form: a number or T answers the criterion in focus, arrow keys move on, M marks the place heard.
// A pause in typing commits the text, so that the draft on the server is never more than a breath behind.
const TYPING_PAUSE_MS = 1200;
const BOX = "[class*='st-key-score-']";

const boxes = () => [...document.querySelectorAll(BOX)].filter((box) => /st-key-score-[^-\s]+(\s|$)/.test(box.className));
const boxOf = (element) => boxes().find((box) => box.contains(element));
const isText = (element) => ["TEXTAREA", "INPUT"].includes(element.tagName) && element.type !== "radio";

function answer(box, key) {
  const wanted = key.toUpperCase() === "T" ? "TB" : key;
  const buttons = [...box.querySelectorAll("[role=radiogroup] button, [data-testid=stButtonGroup] button, [role=radio]")];
  const button = buttons.find((one) => one.innerText.trim().split(/\s/)[0] === wanted);
  // A second click would take the answer back.
  if (button && button.getAttribute("aria-checked") !== "true") button.click();
  button?.focus();
  return Boolean(button);
}

function moveOn(box, steps) {
  const all = boxes();
  const next = all[all.indexOf(box) + steps];
  if (!next) return false;
  next.scrollIntoView({ block: "center", behavior: "smooth" });
  (next.querySelector("[aria-checked=true]") ?? next.querySelector("button"))?.focus({ preventScroll: true });
  return true;
}

function write(input, text) {
  const prototype = input.tagName === "TEXTAREA" ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype;
  Object.getOwnPropertyDescriptor(prototype, "value").set.call(input, text);
  input.dispatchEvent(new Event("input", { bubbles: true }));
  commit(input);
}

const commit = (input) => input.dispatchEvent(new KeyboardEvent("keydown", {
  key: "Enter", code: "Enter", keyCode: 13, ctrlKey: input.tagName === "TEXTAREA", bubbles: true,
}));

const clock = (ms) => `${Math.floor(ms / 60000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, "0")}`;
const position = (text) => text.split(/[:.]/).reduce((sum, part) => sum * 60 + Number(part), 0) * 1000;
const markField = (box) => box.querySelector("[class*='-mark'] input");

function markHere(box) {
  const player = window.selarasPlayer;
  const field = markField(box);
  if (player && field) write(field, clock(player.position()));
}

function playFromMark(box) {
  const text = markField(box)?.value.trim();
  if (text && window.selarasPlayer) window.selarasPlayer.playFrom(position(text));
}

export default function () {
  let timer = 0;
  const onKey = (event) => {
    const box = boxOf(event.target);
    if (!event.isTrusted || !box || event.ctrlKey || event.altKey || event.metaKey) return;
    if (isText(event.target)) return;
    const done = /^[0-9tT]$/.test(event.key) ? answer(box, event.key)
      : event.key === "ArrowDown" || event.key === "j" ? moveOn(box, 1)
      : event.key === "ArrowUp" || event.key === "k" ? moveOn(box, -1)
      : event.key === "m" || event.key === "M" ? (markHere(box), true)
      : false;
    if (done) { event.preventDefault(); event.stopPropagation(); }
  };
  const onInput = (event) => {
    if (!event.isTrusted || !boxOf(event.target) || !isText(event.target)) return;
    clearTimeout(timer);
    timer = setTimeout(() => commit(event.target), TYPING_PAUSE_MS);
  };
  const onClick = (event) => {
    const place = event.target.closest?.("[class*='-at-']")?.className.match(/-at-(\d+)/);
    if (place && window.selarasPlayer) {
      event.preventDefault();
      event.stopPropagation();
      window.selarasPlayer.playFrom(Number(place[1]));
      return;
    }
    const button = event.target.closest?.("[class*='-here'] button, [class*='-play'] button");
    const box = button && boxOf(button);
    if (!box) return;
    event.preventDefault();
    event.stopPropagation();
    button.closest("[class*='-here']") ? markHere(box) : playFromMark(box);
  };
  document.addEventListener("keydown", onKey, true);
  document.addEventListener("input", onInput, true);
  document.addEventListener("click", onClick, true);
  return () => {
    clearTimeout(timer);
    document.removeEventListener("keydown", onKey, true);
    document.removeEventListener("input", onInput, true);
    document.removeEventListener("click", onClick, true);
  };
}
