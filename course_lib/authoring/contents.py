"""Notebooks as the course's JupyterLab opens them: without live views that nobody can bring back.

A live view is a reference to a model in a kernel. Once that kernel is gone, JupyterLab would show
"model not found" in its place; the static copy, which stands beside it, says what there was.
"""

from __future__ import annotations

from typing import Any

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

from .outputs import WIDGET_VIEW, is_only_a_view

_STATE = "application/vnd.jupyter.widget-state+json"


class CourseContents(AsyncLargeFileManager):
    """Jupyter's own files; the notebook on disk keeps what it holds until it is saved again."""

    async def get(self, path: str, *args: Any, **options: Any) -> dict[str, Any]:
        """The file at `path`; of a notebook without a kernel, no live views."""
        model = await super().get(path, *args, **options)
        if model["type"] == "notebook" and model["content"] and not await self._has_kernel(path):
            drop_dead_views(model["content"])
        return model

    async def _has_kernel(self, path: str) -> bool:
        """Whether it is open somewhere: then a page that is loaded again finds its views."""
        sessions = getattr(self.parent, "session_manager", None)
        known = await sessions.list_sessions() if sessions is not None else ()
        return any(session["path"].strip("/") == path.strip("/") for session in known)


def drop_dead_views(notebook: dict[str, Any]) -> None:
    """Take out the outputs that are live views and nothing else, unless their state is saved."""
    saved = notebook.get("metadata", {}).get("widgets", {}).get(_STATE, {}).get("state", {})
    for cell in notebook.get("cells", ()):
        if cell.get("cell_type") == "code":
            cell["outputs"] = [
                output for output in cell.get("outputs", ()) if not _is_dead(output, saved)
            ]


def _is_dead(output: dict[str, Any], saved: dict[str, Any]) -> bool:
    data = output.get("data", {})
    return is_only_a_view(data) and data[WIDGET_VIEW].get("model_id") not in saved
