// One socket per round and tab, shared by all live parts of a page.
const RETRY_MS = 3000;
const rounds = (window.selarasRounds ??= new Map());
const acts = (window.selarasActs ??= countActs());

function countActs() {
  const counted = { n: 0 };
  for (const kind of ["click", "pointerup", "keydown", "input", "change", "focusout"])
    addEventListener(kind, () => counted.n++, true);
  return counted;
}

// Streamlit gathers what is set until a timer fires and sends it as the event of ONE fragment: another part would not be
// drawn, and after a click the page would not. So each ask goes alone: not while a person's act waits for that timer, and
// without waiting for it.
function sendAlone(ask) {
  const seen = acts.n;
  setTimeout(() => (acts.n === seen ? withoutTimer(ask) : sendAlone(ask)));
}

function withoutTimer(ask) {
  const later = window.setTimeout;
  window.setTimeout = queueMicrotask;
  try {
    ask();
  } finally {
    window.setTimeout = later;
  }
}

function listenTo(round) {
  if (rounds.has(round)) return rounds.get(round);
  const line = { version: null, isUp: false, parts: new Set() };
  rounds.set(round, line);
  const connect = () => {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/live/${round}`);
    line.socket = socket;
    socket.onmessage = (message) => {
      line.isUp = true;
      line.version = Number(message.data);
      line.parts.forEach((part) => part.look());
    };
    socket.onclose = () => {
      line.isUp = false;
      if (line.parts.size) line.again = setTimeout(connect, RETRY_MS);
    };
  };
  line.leave = (part) => {
    line.parts.delete(part);
    // A redraw leaves and joins in one breath; only a page that is really gone hangs up.
    setTimeout(() => {
      if (line.parts.size || rounds.get(round) !== line) return;
      clearTimeout(line.again);
      rounds.delete(round);
      line.socket.close();
    }, RETRY_MS);
  };
  connect();
  return line;
}

// Streamlit calls this again with new data and cleans up only at the end, so each call first ends the one before.
export default function ({ data, parentElement, setTriggerValue }) {
  parentElement.selarasStop?.();
  const line = listenTo(data.round);
  const part = { asked: data.version };
  part.look = () => {
    if (line.version === null || line.version <= part.asked) return;
    part.asked = line.version;
    part.ask();
  };
  part.ask = () => sendAlone(() => line.parts.has(part) && setTriggerValue("moved", part.asked));
  line.parts.add(part);
  part.look();
  // While the socket is down the part asks by itself; and again when it asked and was not drawn anew: Streamlit drops
  // the event of a fragment that a running script has not reached yet.
  const ticker = setInterval(() => { if (!line.isUp || (line.version ?? 0) > data.version) part.ask(); }, RETRY_MS);
  parentElement.selarasStop = () => {
    clearInterval(ticker);
    line.leave(part);
  };
  return () => parentElement.selarasStop();
}
