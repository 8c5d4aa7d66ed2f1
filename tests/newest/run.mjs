// Runs a Python file in the CPython of an npm package "pyodide": node run.mjs PACKAGE ARCHIVES... FILE
import fs from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, ...files] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`));
const python = await loadPyodide();
for (const archive of files.slice(0, -1)) {
  python.unpackArchive(new Uint8Array(fs.readFileSync(archive)), "zip", { extractDir: "/packages" });
}
python.runPython("import sys; sys.path.insert(0, '/packages')");
console.log(python.runPython(fs.readFileSync(files.at(-1), "utf8")));
