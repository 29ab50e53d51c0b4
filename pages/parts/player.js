// The sound stays in one <audio> element over all redraws of the page; only its data changes.
const STEP = 5;
const PRESENT_EVERY_MS = 5000;

const clock = (seconds) => {
  const whole = Math.floor(seconds || 0);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
};

function build(root) {
  const find = (selector) => root.querySelector(selector);
  const me = { root, audio: find("audio"), seek: find(".seek"), time: find(".time"), isReady: false };

  me.draw = () => {
    const length = me.audio.duration || me.data.length_ms / 1000;
    me.seek.max = String(length * 1000);
    if (!me.isDragging) me.seek.value = String(me.audio.currentTime * 1000);
    me.time.textContent = `${clock(me.audio.currentTime)} / ${clock(length)}`;
    me.seek.setAttribute("aria-valuetext", me.time.textContent);
    find("[data-act=play]").textContent = me.audio.paused ? `▶ ${me.data.words.play}` : `❚❚ ${me.data.words.pause}`;
  };

  // Every play is asked for: the server records it and names the address of its sound.
  me.ready = async () => {
    if (me.isReady) return true;
    const answer = await fetch(`/recordings/${me.data.recording}/play`, { method: "POST", credentials: "same-origin" });
    const said = await answer.json().catch(() => ({}));
    find(".problem").textContent = answer.ok ? "" : said.problem || me.data.words.refused;
    if (!answer.ok) return false;
    const from = me.audio.currentTime || me.from || 0;
    me.audio.src = said.sound;
    me.audio.currentTime = from;
    me.audio.playbackRate = Number(find(".speed").value);
    me.isReady = true;
    return true;
  };

  me.play = async () => {
    if (!(await me.ready())) return;
    me.route();
    await me.audio.play();
  };
  me.toggle = () => (me.audio.paused ? me.play() : me.audio.pause());
  me.jump = (seconds) => {
    me.from = Math.max(0, seconds);
    me.audio.currentTime = me.from;
    me.draw();
  };

  // Left and right carry the agent and the caller; a stereo call can be heard one side at a time.
  me.route = () => {
    if (!me.data.stereo) return;
    if (!me.sides) {
      const context = new AudioContext();
      const splitter = context.createChannelSplitter(2);
      context.createMediaElementSource(me.audio).connect(splitter);
      me.sides = [0, 1].map((side) => {
        const gain = context.createGain();
        splitter.connect(gain, side);
        gain.connect(context.destination);
        return gain;
      });
    }
    const heard = find(".side").value;
    me.sides[0].gain.value = heard === "right" ? 0 : 1;
    me.sides[1].gain.value = heard === "left" ? 0 : 1;
  };

  const acts = {
    play: me.toggle,
    back: () => me.jump(me.audio.currentTime - STEP),
    on: () => me.jump(me.audio.currentTime + STEP),
  };
  root.querySelectorAll("[data-act]").forEach((button) => { button.onclick = acts[button.dataset.act]; });
  find(".player").onkeydown = (event) => {
    if (event.target.matches("select, button")) return;
    const act = { " ": "play", ArrowLeft: "back", ArrowRight: "on" }[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    acts[act]();
  };
  me.seek.oninput = () => { me.isDragging = true; };
  me.seek.onchange = () => { me.isDragging = false; me.jump(Number(me.seek.value) / 1000); };
  find(".speed").onchange = (event) => { me.audio.playbackRate = Number(event.target.value); };
  find(".side").onchange = me.route;
  ["timeupdate", "play", "pause", "loadedmetadata", "seeked"].forEach((name) => me.audio.addEventListener(name, me.draw));
  // Heard to the end: playing once more is another play, from the start.
  me.audio.addEventListener("ended", () => { me.isReady = false; me.jump(0); });
  me.timer = setInterval(() => {
    if (!me.audio.paused) window.dispatchEvent(new Event("selaras:active"));
  }, PRESENT_EVERY_MS);
  return me;
}

function offer(select, choices, usual) {
  const chosen = select.value || usual;
  select.replaceChildren(...choices.map(([value, name]) => new Option(name, value)));
  select.value = chosen;
}

function label(me) {
  const find = (selector) => me.root.querySelector(selector);
  const words = me.data.words;
  find(".player").setAttribute("aria-label", words.player);
  find("[data-act=back]").setAttribute("aria-label", words.back);
  find("[data-act=on]").setAttribute("aria-label", words.on);
  me.seek.setAttribute("aria-label", words.position);
  find(".speed-word").textContent = words.speed;
  find(".side-word").textContent = words.side;
  find(".sides").hidden = !me.data.stereo;
  offer(find(".speed"), me.data.speeds, "1");
  offer(find(".side"), ["both", "left", "right"].map((side) => [side, words[side]]), "both");
}

// The marks of the scoring form (keys.js) ask the player that is on the page for its place, and play from theirs.
const offerMarks = (me) => {
  window.selarasPlayer = {
    position: () => me.audio.currentTime * 1000,
    playFrom: (ms) => { me.jump(ms / 1000); me.play(); },
  };
};

export default function ({ data, parentElement }) {
  const isNew = parentElement.selarasPlayer?.data.recording !== data.recording;
  if (isNew && parentElement.selarasPlayer) {
    parentElement.selarasPlayer.audio.pause();
    parentElement.selarasPlayer.isReady = false;
    parentElement.selarasPlayer.audio.removeAttribute("src");
    parentElement.selarasPlayer.from = 0;
  }
  const me = (parentElement.selarasPlayer ??= build(parentElement));
  me.data = data;
  label(me);
  me.draw();
  offerMarks(me);
  return () => {
    clearInterval(me.timer);
    me.audio.pause();
  };
}
