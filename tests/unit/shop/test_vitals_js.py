"""The browser's half: where it looks for the page."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

import course_lib.shop.vitals as vitals

SOURCE = Path(vitals.__file__).with_name("vitals.js")
node = shutil.which("node")
pytestmark = pytest.mark.skipif(node is None, reason="node is not installed")
DIRECT = "http://127.0.0.1:4321/"


def candidates(tmp_path, address, config):
    """Where a browser at `address` looks; `config` is what JupyterLab's page says, or None."""
    (tmp_path / "vitals.mjs").write_text(SOURCE.read_text(encoding="utf-8"))
    text = json.dumps(json.dumps(config))
    element = "null" if config is None else f"({{textContent: {text}}})"
    (tmp_path / "ask.mjs").write_text(
        f"globalThis.location = new URL({json.dumps(address)});\n"
        f"globalThis.document = {{getElementById: () => {element}}};\n"
        'const { candidates } = await import("./vitals.mjs");\n'
        "console.log(JSON.stringify(candidates(4321)));\n"
    )
    done = subprocess.run(
        [node, "ask.mjs"], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "[::1]"])
def test_on_this_machine_the_port_itself_comes_first(tmp_path, name):
    found = candidates(tmp_path, f"http://{name}:8888/lab/tree/x.ipynb", {"baseUrl": "/"})
    assert found == [DIRECT, f"http://{name}:8888/proxy/4321/"]


@pytest.mark.parametrize("base", ["/user/ines/", "/user/ines"])
def test_on_a_hub_the_proxy_stands_below_the_base_url(tmp_path, base):
    address = "https://hub.example/user/ines/lab/tree/x.ipynb"
    assert candidates(tmp_path, address, {"baseUrl": base}) == [
        "https://hub.example/user/ines/proxy/4321/"
    ]


def test_a_front_end_that_is_no_jupyterlab_asks_the_port(tmp_path):
    assert candidates(tmp_path, "vscode-webview://abc/index.html", None) == [DIRECT]
    assert candidates(tmp_path, "http://127.0.0.1:8888/", {}) == [DIRECT]
