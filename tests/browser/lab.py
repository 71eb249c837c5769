"""JupyterLab in a browser page, as a test speaks of it: notebooks, cells by id, outputs.

It talks to JupyterLab's own application object (`jupyterapp`) and waits for its promises, because
clicks on menus are flaky. What a learner clicks in an output is clicked with the real mouse.
"""

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Locator, Page
from server import TOKEN, Server

RUN_MS = 90_000

# Functions that every call below may use. `panel` is the notebook with this path.
_PRELUDE = """
const app = window.jupyterapp;
const panel = [...app.shell.widgets('main')].find(w => w.context && w.context.path === path);
const index = id => [...panel.content.model.cells].findIndex(c => c.id === id);
const cell = id => {
  const at = index(id);
  if (at < 0) throw new Error(`no cell "${id}" in ${path}`);
  return panel.content.widgets[at];
};
"""


class Lab:
    """One browser page with JupyterLab in it."""

    def __init__(self, page: Page, server: Server, artifacts: Path, workspace: str) -> None:
        self.page = page
        self.server = server
        self.artifacts = artifacts
        self.workspace = workspace
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def start(self) -> None:
        """Open JupyterLab with an empty workspace of this test's own."""
        self.page.goto(f"{self.server.url}/lab/workspaces/{self.workspace}?reset&token={TOKEN}")
        self.wait()

    def wait(self) -> None:
        """Until JupyterLab is there; its left side is closed then."""
        self.page.wait_for_function("() => window.jupyterapp !== undefined", timeout=RUN_MS)
        self.page.evaluate("() => window.jupyterapp.restored")
        self.page.evaluate("() => window.jupyterapp.shell.collapseLeft?.()")

    def open(self, path: str) -> "Notebook":
        """Open the notebook at `path` (below the server's root) and wait for its kernel."""
        notebook = Notebook(self, path)
        notebook.open()
        return notebook

    def open_copy(self, path: str) -> "Notebook":
        """Open a copy of a notebook of work/ that belongs to this test alone."""
        source = self.server.root / path
        target = self.server.root / "work" / self.workspace / Path(path).name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        return self.open(target.relative_to(self.server.root).as_posix())

    def new_notebook(self, name: str, cells: dict[str, str]) -> "Notebook":
        """Write a notebook of code cells ({id: source}) and open it."""
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        made = new_notebook(
            cells=[new_code_cell(source.strip(), id=cell_id) for cell_id, source in cells.items()],
            metadata={"kernelspec": kernel},
        )
        path = self.server.root / "work" / self.workspace / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(made, path)
        return self.open(path.relative_to(self.server.root).as_posix())

    def stop_kernels(self) -> None:
        """Shut down every kernel of the server, so that the next test begins without any."""
        self.page.evaluate("() => window.jupyterapp.serviceManager.sessions.shutdownAll()")

    def theme(self, name: str) -> None:
        """Switch to "JupyterLab Light" or "JupyterLab Dark"."""
        self.page.evaluate(
            "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})", name
        )
        light = "false" if "Dark" in name else "true"
        self.page.wait_for_selector(f"body[data-jp-theme-light='{light}']", state="attached")

    def screenshot(self, name: str, target: Locator | None = None) -> Path:
        """Keep a picture of the page (or of `target`) among the artifacts."""
        path = self.artifacts / f"{name}.png"
        (target or self.page).screenshot(path=path)
        return path


class Notebook:
    """One open notebook; cells are named by their permanent ids."""

    def __init__(self, lab: Lab, path: str) -> None:
        self.lab = lab
        self.page = lab.page
        self.path = path

    def _js(self, body: str, **values: Any) -> Any:
        """Run the body of an async function with `values` as its variables."""
        names = ", ".join(["path", "limit", *values])
        script = f"""async ({{{names}}}) => {{
            const work = async () => {{ {_PRELUDE} {body} }};
            const late = new Promise((_, reject) => setTimeout(
                () => reject(new Error(`JupyterLab did not finish this in ${{limit}} ms`)), limit));
            return Promise.race([work(), late]);
        }}"""
        return self.page.evaluate(script, {"path": self.path, "limit": RUN_MS, **values})

    def open(self) -> None:
        """Open it (again) and wait until the document and its kernel are ready."""
        self._js(
            """
            const opened = await app.commands.execute(
              'docmanager:open', {path, factory: 'Notebook'});
            await opened.context.ready;
            await opened.sessionContext.ready;
            await opened.sessionContext.session.kernel.info;
            app.shell.activateById(opened.id);
            """
        )

    def close(self) -> None:
        """Save, close the tab and shut the kernel down."""
        self.save()
        self._js("const s = panel.sessionContext; await s.shutdown(); panel.dispose();")

    def save(self) -> None:
        """Write the notebook to disk."""
        self._js("await panel.context.save()")

    def revert(self) -> None:
        """File > Reload Notebook from Disk, without its question."""
        self._js("await panel.context.revert()")

    def restart_kernel(self) -> None:
        """Restart the kernel and wait until it answers."""
        self._js(
            """
            const kernel = panel.sessionContext.session.kernel;
            await kernel.restart();
            await kernel.info;
            """
        )

    def run_all(self) -> None:
        """Run all cells; returns when the last one is done."""
        self._js(
            """
            app.shell.activateById(panel.id);
            await app.commands.execute('notebook:run-all-cells');
            """
        )

    def run(self, cell_id: str) -> None:
        """Run one cell; returns when it is done."""
        self.select(cell_id)
        self._js(
            """
            app.shell.activateById(panel.id);
            await app.commands.execute('notebook:run-cell');
            """
        )

    def select(self, cell_id: str) -> None:
        """Make a cell the active one and bring it into view."""
        self._js(
            """
            const at = index(id);
            if (at < 0) throw new Error(`no cell "${id}" in ${path}`);
            panel.content.deselectAll();
            panel.content.activeCellIndex = at;
            panel.content.mode = 'command';
            await panel.content.scrollToItem(at, 'start');
            """,
            id=cell_id,
        )

    def source(self, cell_id: str) -> str:
        """The text of a cell."""
        return self._js("return cell(id).model.sharedModel.getSource()", id=cell_id)

    def set_source(self, cell_id: str, text: str) -> None:
        """Replace the text of a cell, as a learner who types would."""
        self._js("cell(id).model.sharedModel.setSource(text)", id=cell_id, text=text)

    def cell_ids(self) -> list[str]:
        """The ids of all cells, in order."""
        return self._js("return [...panel.content.model.cells].map(c => c.id)")

    def outputs(self, cell_id: str) -> list[dict]:
        """A cell's outputs, as they would be saved."""
        return self._js("return cell(id).model.outputs.toJSON()", id=cell_id)

    def text(self, cell_id: str) -> str:
        """All plain text that a cell has put out, streams included."""
        return "\n".join(_plain(output) for output in self.outputs(cell_id))

    def errors(self) -> list[str]:
        """Each exception that a cell shows, as "cell id: name: value"."""
        found = self._js(
            """
            return [...panel.content.model.cells].flatMap(c => c.type !== 'code' ? [] :
              c.outputs.toJSON().filter(o => o.output_type === 'error')
                .map(o => `${c.id}: ${o.ename}: ${o.evalue}`));
            """
        )
        return found

    def cells_without_a_count(self) -> list[str]:
        """The ids of code cells that have not been run to their end."""
        return self._js(
            """
            return [...panel.content.model.cells]
              .filter(c => c.type === 'code' && c.sharedModel.getSource().trim())
              .filter(c => c.executionCount === null).map(c => c.id);
            """
        )

    def wait_until_saved_outputs(self, cell_id: str, mime: str) -> None:
        """Until a cell's outputs, as they would be saved, hold data of type `mime`."""
        self._js(
            """
            const there = () => cell(id).model.outputs.toJSON().some(o => o.data && mime in o.data);
            while (!there()) await new Promise(done => cell(id).model.outputs.changed.connect(
              function heard() { cell(id).model.outputs.changed.disconnect(heard); done(); }));
            """,
            id=cell_id,
            mime=mime,
        )

    def locate(self, cell_id: str) -> Locator:
        """The cell's place on the page, scrolled into view."""
        self.select(cell_id)
        self._js("cell(id).node.setAttribute('data-test-cell', id)", id=cell_id)
        return self.page.locator(f'[data-test-cell="{cell_id}"]')

    def output(self, cell_id: str) -> Locator:
        """The output area of a cell."""
        return self.locate(cell_id).locator(".jp-Cell-outputArea")

    def add_cell(self, cell_id: str, source: str) -> None:
        """Append a code cell and run it."""
        self._js(
            """
            panel.content.model.sharedModel.insertCell(
              panel.content.model.cells.length, {cell_type: 'code', id, source, metadata: {}});
            """,
            id=cell_id,
            source=source,
        )
        self.run(cell_id)

    def interrupt(self) -> None:
        """Press the interrupt button."""
        self._js("await panel.sessionContext.session.kernel.interrupt()")


def _plain(output: dict) -> str:
    text = output.get("text") or output.get("data", {}).get("text/plain") or output.get("evalue")
    return text if isinstance(text, str) else "".join(text if isinstance(text, Iterable) else "")
