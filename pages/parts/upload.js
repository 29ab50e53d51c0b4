// Files go to their own route one after another, each with its progress; the page is told when all have arrived.
function row(list, name) {
  const item = document.createElement("li");
  const [label, bar, share] = ["span", "progress", "span"].map((kind) => document.createElement(kind));
  label.className = "name";
  label.textContent = name;
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", name);
  item.append(label, bar, share);
  list.append(item);
  const refuse = (problem) => {
    const said = document.createElement("span");
    said.className = "problem";
    said.textContent = problem;
    item.replaceChildren(said);
  };
  const show = (part) => { bar.value = part; share.textContent = `${Math.floor(part * 100)} %`; };
  return { item, refuse, show };
}

function send(file, data, line) {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("PUT", `/upload/${data.round}?name=${encodeURIComponent(file.name)}`);
    request.upload.onprogress = (event) => { if (event.lengthComputable) line.show(event.loaded / event.total); };
    request.onloadend = () => {
      const isKept = request.status === 204;
      if (!isKept) {
        let said = {};
        try { said = JSON.parse(request.responseText); } catch { /* no sentence came: ours is used */ }
        line.refuse(`${file.name}: ${said.problem || data.words.failed}`);
      }
      done(isKept);
    };
    request.send(file);
  });
}

async function take(me, files) {
  let kept = 0;
  for (const file of files) {
    const line = row(me.list, file.name);
    if (file.size > me.data.most_bytes) line.refuse(me.data.words.too_large.replace("{name}", file.name));
    else if (await send(file, me.data, line)) { kept += 1; line.item.remove(); }
  }
  if (kept) me.tell("arrived", Date.now());
}

function build(root) {
  const me = { root, drop: root.querySelector(".drop"), list: root.querySelector(".files"), input: root.querySelector("input") };
  me.drop.onclick = () => me.input.click();
  me.drop.onkeydown = (event) => {
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); me.input.click(); }
  };
  me.input.onchange = () => { take(me, [...me.input.files]); me.input.value = ""; };
  me.drop.ondragover = (event) => { event.preventDefault(); me.drop.classList.add("over"); };
  me.drop.ondragleave = () => me.drop.classList.remove("over");
  me.drop.ondrop = (event) => {
    event.preventDefault();
    me.drop.classList.remove("over");
    take(me, [...event.dataTransfer.files]);
  };
  return me;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const me = (parentElement.selarasUpload ??= build(parentElement));
  me.data = data;
  me.tell = setTriggerValue;
  me.root.querySelector(".invite").textContent = data.words.invite;
  me.root.querySelector(".limit").textContent = data.words.limit;
  me.input.accept = data.kinds;
  // A button only from now on: before, it has neither a name nor anything that it does.
  me.drop.setAttribute("role", "button");
  me.drop.tabIndex = 0;
}
