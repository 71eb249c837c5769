// Starts the site's Python in Node, as the browser's kernel does, and imports the course.
// A package that the list does not know would leave a kernel in the browser waiting for ever.
//
//   node boot.mjs SITE '["package", ...]'
import { pathToFileURL } from "node:url";
import { resolve } from "node:path";

const [site, packages] = process.argv.slice(2);
const runtime = resolve(site, "static", "pyodide");
const { loadPyodide } = await import(pathToFileURL(`${runtime}/pyodide.mjs`));

// Whatever is not in the site must not be looked for elsewhere.
globalThis.fetch = (address) => Promise.reject(new Error(`The boot asked for ${address}`));

const python = await loadPyodide({
  indexURL: `${runtime}/`,
  packages: JSON.parse(packages),
  stdout: () => {},
});
const said = await python.runPythonAsync(`
import piplite.piplite, pyodide_kernel
import sys
from course_lib import Demo, exercise, shop
f"Python {sys.version.split()[0]} starts in the site, and so does the course."
`);
console.log(said);
