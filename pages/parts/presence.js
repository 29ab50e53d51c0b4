// One state per browser tab: the component itself is drawn anew with every page.
const EVENTS = ["pointermove", "pointerdown", "keydown", "wheel", "touchstart", "selaras:active"];
const TELL_EVERY_MS = 20000;
const LOOK_EVERY_MS = 5000;
const tab = (window.selarasPresence ??= { seen: Date.now(), told: Date.now(), ticket: "", forgotten: false });

// While the line is down Streamlit shuts every box, and the one that was being typed in never tells what it holds. When
// it opens again, whoever was typing there goes on.
let typedIn = null;
const reopened = new MutationObserver(() => {
  if (typedIn && !typedIn.disabled && document.activeElement === document.body) typedIn.focus();
});
window.addEventListener("input", ({ target }) => {
  if (target === typedIn) return;
  typedIn = target;
  reopened.disconnect();
  reopened.observe(target, { attributes: true, attributeFilter: ["disabled"] });
}, true);
window.addEventListener("focusout", ({ target }) => { if (!target.disabled) typedIn = null; }, true);

const post = (address, body) => fetch(address, { method: "POST", body, credentials: "same-origin" });

// Streamlit calls this again with new data and cleans up only at the end, so each call first ends the one before.
export default function ({ data, parentElement, setTriggerValue }) {
  parentElement.selarasStop?.();
  document.documentElement.lang = data.language;
  if (data.ticket && data.ticket !== tab.ticket) {
    tab.ticket = data.ticket;
    tab.seen = tab.told = Date.now();
    post("/auth/set", data.ticket);
  }
  if (data.forget && !tab.forgotten) {
    tab.forgotten = true;
    post("/auth/out");
  }
  const seen = () => { tab.seen = Date.now(); };
  const look = async () => {
    const now = Date.now();
    if (tab.seen > tab.told && now - tab.told > TELL_EVERY_MS) {
      tab.told = now;
      const answer = await post("/auth/alive").catch(() => null);
      if (answer && answer.status === 401) setTriggerValue("ended", now);
    } else if (data.idle_ms && now - tab.seen > data.idle_ms) {
      tab.seen = tab.told = now;
      setTriggerValue("ended", now);
    }
  };
  EVENTS.forEach((name) => window.addEventListener(name, seen, { capture: true, passive: true }));
  const timer = data.idle_ms ? setInterval(look, LOOK_EVERY_MS) : 0;
  parentElement.selarasStop = () => {
    clearInterval(timer);
    EVENTS.forEach((name) => window.removeEventListener(name, seen, { capture: true }));
  };
  return () => parentElement.selarasStop();
}
