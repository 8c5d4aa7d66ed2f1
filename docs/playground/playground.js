// The page: what is typed goes to the worker, what comes back is shown. The worker is ended to stop it, so the page never waits.

import { nodes } from "./markup.js";

const part = (id) => document.getElementById(id);
const FIELDS = ["formula", "by", "at", "candidate"];
const SHORT = { formula: "f", by: "by", at: "at", candidate: "answer" };
const PAUSE = 200; // milliseconds after the last key until a formula is read
const PATIENCE = 1000; // milliseconds that a new question waits for the end of the one before, until Python is started anew

let worker = null;
let asking = 0; // the number of the question whose answer is waited for; 0 for none
let busy = 0; // the number of the question that the worker is at
let count = 0;
let question = null; // what was asked last
let isReady = false;
let waiting = null; // the formula to be read when the worker is free
let since = 0;

function start() {
  isReady = false;
  waiting = null;
  busy = 0;
  worker = new Worker("worker.js", { type: "module" });
  worker.addEventListener("message", ({ data }) => receive(data));
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    say("Python could not be loaded.");
  });
}

function receive({ loading, ready, failed, id, verb, answer }) {
  if (loading) say(asking ? `${loading} Your formula is next.` : loading);
  else if (failed) say(`Python could not be loaded: ${failed}`);
  else if (ready) {
    isReady = true;
    if (!asking) say("Ready.");
  } else if (verb === "reading") showReading(id, answer);
  else {
    busy = id === asking ? 0 : asking;
    if (id === asking) (verb === "answering" ? showAnswer : showPlot)(answer);
  }
}

const say = (words) => (part("status").textContent = words);
const asked = () => Object.fromEntries(FIELDS.map((name) => [name, part(name).value]));

function ask() {
  question = asked();
  if (!question.formula.trim()) return showFault("There is no formula.", "formula");
  const before = asking;
  asking = ++count;
  since = performance.now();
  showFault("", null);
  part("stop").disabled = false;
  part("answer").setAttribute("aria-busy", "true");
  history.replaceState(null, "", fragment(question));
  if (isReady) say("Working ...");
  const own = asking;
  worker.postMessage({ id: own, verb: "answering", asked: question });
  if (before && isReady) {
    setTimeout(() => {
      if (busy !== before || asking !== own) return;
      restart();
      worker.postMessage({ id: own, verb: "answering", asked: question });
    }, PATIENCE);
  }
  busy ||= own;
}

function restart() {
  worker.terminate();
  start();
}

function done() {
  asking = 0;
  part("stop").disabled = true;
  part("answer").setAttribute("aria-busy", "false");
  typed();
}

function stop() {
  done();
  restart();
  say("Stopped. Loading Python again ...");
}

function showAnswer({ said, field, sections, record, fault, detail }) {
  const seconds = ((performance.now() - since) / 1000).toFixed(2);
  part("plot").replaceChildren();
  part("steps").replaceChildren();
  part("sections").replaceChildren();
  if (fault) {
    done();
    return showFault(`${fault} ${detail}`, null);
  }
  for (const section of sections) {
    part(section.startsWith("<h3>Derivation") ? "steps" : "sections").append(nodes(section));
  }
  part("answer").dataset.record = JSON.stringify(record);
  if (field) {
    done();
    say("");
    return showFault(said, field);
  }
  say(`${said} (${seconds} s)`);
  busy = asking;
  worker.postMessage({ id: asking, verb: "plotting", asked: question });
}

function showPlot({ pictures, notes, fault }) {
  done();
  if (part("sections").childElementCount === 0 || part("fault").textContent) return;
  const heading = document.createElement("h3");
  heading.textContent = "Plot";
  part("plot").append(heading);
  if (pictures) {
    const box = document.createElement("div");
    box.className = "pictures";
    ["The function", "Its derivative"].forEach((name, k) => {
      const figure = document.createElement("figure");
      const caption = document.createElement("figcaption");
      caption.textContent = name;
      figure.append(nodes(pictures[k]), caption);
      box.append(figure);
    });
    part("plot").append(box);
  }
  for (const words of fault ? [fault] : notes) {
    const line = document.createElement("p");
    line.className = "quiet";
    line.textContent = words;
    part("plot").append(line);
  }
}

function showFault(words, field) {
  part("fault").textContent = words;
  for (const name of FIELDS) part(name).toggleAttribute("aria-invalid", false);
  if (field) {
    part(field).setAttribute("aria-invalid", "true");
    part(field).focus();
  }
}

// The formula as it is read, while somebody types.

let timer = 0;
function typed() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (asking || waiting !== null) return;
    waiting = part("formula").value;
    worker.postMessage({ id: 0, verb: "reading", asked: { formula: waiting } });
  }, PAUSE);
}

function showReading(_, { shown, fault }) {
  const read = waiting;
  waiting = null;
  if (read !== part("formula").value) typed();
  else if (shown) part("read").replaceChildren(nodes(shown));
  else part("read").textContent = read.trim() ? `Not yet a formula: ${fault}.` : "";
}

// The link that carries what is asked.

function fragment(question) {
  const parts = new URLSearchParams();
  for (const name of FIELDS) if (question[name]) parts.set(SHORT[name], question[name]);
  return `#${parts}`;
}

function carried() {
  const parts = new URLSearchParams(location.hash.slice(1));
  if (!parts.has("f")) return false;
  for (const name of FIELDS) part(name).value = parts.get(SHORT[name]) ?? "";
  return true;
}

async function copy() {
  const link = new URL(fragment(asked()), location.href).href;
  history.replaceState(null, "", link);
  try {
    await navigator.clipboard.writeText(link);
    say("The link is copied.");
  } catch {
    say("The link is in the address line.");
  }
}

async function begin() {
  const found = await fetch("assets/contents.json").catch(() => null);
  if (!found?.ok) {
    part("missing").hidden = false;
    part("go").disabled = true;
    return say("Python is not here yet.");
  }
  start();
  part("form").addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  part("stop").addEventListener("click", stop);
  part("copy").addEventListener("click", copy);
  part("formula").addEventListener("input", typed);
  part("skip").addEventListener("click", (event) => {
    event.preventDefault(); // the fragment is the formula's
    part("answer").focus();
  });
  addEventListener("hashchange", () => carried() && ask());
  if (carried()) ask();
  typed();
}

begin();
