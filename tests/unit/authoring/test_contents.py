"""A notebook that is opened without its kernel shows no views that nobody can bring back."""

import asyncio
import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from traitlets.config import Configurable

from course_lib.authoring import workspace
from course_lib.authoring.contents import CourseContents
from course_lib.authoring.outputs import WIDGET_VIEW


def view(model, **more):
    return new_output("display_data", {WIDGET_VIEW: {"model_id": model}, **more})


@pytest.fixture
def notebook(tmp_path):
    static = new_output("display_data", {"image/png": "aGk=", "text/plain": "a picture"})
    page = view("verdict", **{"text/html": "<p>passed</p>"})
    outputs = [view("controls"), static, view("slider", **{"text/plain": "FloatSlider()"}), page,
               new_output("stream", text="said")]  # fmt: skip
    cells = [new_markdown_cell("# Title"), new_code_cell("demo", outputs=outputs)]
    path = tmp_path / "lesson.ipynb"
    nbformat.write(new_notebook(cells=cells), path)
    return path


class Server(Configurable):
    """As much of Jupyter's server as is asked: which notebooks have a kernel."""

    def __init__(self, paths):
        super().__init__()
        self.session_manager, self._paths = self, paths

    async def list_sessions(self):
        return [{"path": path} for path in self._paths]


def opened(notebook, *, sessions=(), **options):
    contents = CourseContents(root_dir=str(notebook.parent), parent=Server(sessions))
    model = asyncio.run(contents.get(notebook.name, **options))
    return model["content"] and model["content"]["cells"][1]["outputs"]


def kinds(outputs):
    return [sorted(output.get("data", {"stream": 0})) for output in outputs]


WITHOUT_VIEWS = [["image/png", "text/plain"], [WIDGET_VIEW, "text/html"], ["stream"]]


def test_without_a_kernel_views_are_left_out_and_what_says_more_stays(notebook):
    before = notebook.read_bytes()
    assert kinds(opened(notebook)) == WITHOUT_VIEWS
    assert kinds(opened(notebook, sessions=["other.ipynb"])) == WITHOUT_VIEWS
    assert notebook.read_bytes() == before


def test_with_a_kernel_the_views_are_there_for_a_page_that_is_loaded_again(notebook):
    assert len(opened(notebook, sessions=["lesson.ipynb"])) == 5


def test_views_whose_state_is_saved_stay(notebook):
    stored = nbformat.read(notebook, 4)
    state = {"application/vnd.jupyter.widget-state+json": {"state": {"controls": {}}}}
    stored.metadata["widgets"] = state
    nbformat.write(stored, notebook)
    assert kinds(opened(notebook))[0] == [WIDGET_VIEW]


def test_without_content_nothing_is_read(notebook):
    assert opened(notebook, content=False) is None


def test_the_course_opens_jupyterlab_with_it():
    settings = json.loads((workspace.DEFAULTS / "jupyter_server_config.json").read_text("utf-8"))
    name = settings["ServerApp"]["contents_manager_class"]
    assert name == f"{CourseContents.__module__}.{CourseContents.__name__}"
