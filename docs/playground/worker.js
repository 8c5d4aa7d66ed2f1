// Python in a worker: loads Pyodide and the wheels that fetch.py put into assets/, then answers one question after the other.

import { loadPyodide } from "./assets/pyodide.mjs";

const say = (words) => postMessage({ loading: words });

async function wheel(python, name) {
  const found = await fetch(`assets/${name}`);
  if (!found.ok) throw new Error(`${name}: ${found.status}`);
  return () => found.arrayBuffer().then((bytes) => python.unpackArchive(bytes, "wheel"));
}

async function loaded() {
  say("Loading Python ...");
  const [python, { wheels }] = await Promise.all([
    loadPyodide({ indexURL: new URL("assets/", self.location).href }),
    fetch("assets/contents.json").then((found) => found.json()),
  ]);
  say("Loading symdiff ...");
  for (const unpack of await Promise.all(wheels.map((name) => wheel(python, name)))) await unpack();
  const verbs = python.pyimport("symdiff.pages.playground");
  postMessage({ ready: true });
  return verbs;
}

const ready = loaded();
ready.catch((error) => postMessage({ failed: String(error) }));

addEventListener("message", async ({ data: { id, verb, asked } }) => {
  const verbs = await ready;
  try {
    postMessage({ id, verb, answer: JSON.parse(verbs[verb](JSON.stringify(asked))) });
  } catch (error) {
    postMessage({ id, verb, answer: { fault: "Python could not answer this.", detail: String(error) } });
  }
});
