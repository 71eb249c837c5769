"""deploy/jupyterhub: what can be checked of it without a cluster."""

import asyncio
import json
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml
from traitlets.config import PyFileConfigLoader

from course_lib.classroom import hub_command, hub_config, seat
from course_lib.classroom.hub_access import VIEW, WRITE

from .boards import ROOT
from .learners import Learner
from .rooms import four_free_ports, need_jupyterhub, open_room
from .test_class_hub import attend, snapshot, until

DEPLOY = ROOT / "deploy" / "jupyterhub"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")


def values():
    return yaml.safe_load((DEPLOY / "values.yaml").read_text(encoding="utf-8"))


def manifest(kind):
    documents = yaml.safe_load_all((DEPLOY / "board.yaml").read_text(encoding="utf-8"))
    (found,) = [each for each in documents if each["kind"] == kind]
    return found


def board_container():
    (container,) = manifest("Deployment")["spec"]["template"]["spec"]["containers"]
    return container


def roles():
    return {
        name: {key: role[key] for key in ("scopes", "users") if key in role}
        for name, role in values()["hub"]["loadRoles"].items()
    }


def test_the_cluster_has_the_scopes_and_roles_of_a_room_on_one_machine(monkeypatch, tmp_path):
    monkeypatch.setattr(hub_command, "find_spec", lambda name: object())
    monkeypatch.setattr(hub_command.shutil, "which", lambda name: name)
    room = hub_config.Room(tmp_path, trust=True)
    assert hub_command.command(room, write_only=True) == 0
    c = PyFileConfigLoader(room.config.name, path=str(tmp_path)).load_config()
    there = {each.pop("name"): each for each in c.JupyterHub.load_roles}
    there.pop("idle-culler")  # the chart has its own
    assert roles() == there
    assert values()["hub"]["config"]["JupyterHub"]["custom_scopes"] == c.JupyterHub.custom_scopes
    assert set(c.JupyterHub.custom_scopes) == {VIEW, WRITE}
    pattern = values()["hub"]["config"]["Authenticator"]["username_pattern"]
    assert pattern == c.Authenticator.username_pattern


@pytest.mark.deep
def test_jupyterhub_knows_every_scope():
    need_jupyterhub()
    from jupyterhub.scopes import scope_definitions

    known = {*scope_definitions, *values()["hub"]["config"]["JupyterHub"]["custom_scopes"]}
    for role in roles().values():
        assert {scope.partition("!")[0] for scope in role["scopes"]} <= known


def test_the_board_is_where_the_hub_and_the_kernels_look_for_it():
    service = manifest("Service")
    port = service["spec"]["ports"][0]["port"]
    assert values()["hub"]["services"]["board"]["url"] == (
        f"http://{service['metadata']['name']}:{port}"
    )
    told = {each["name"]: each.get("value") for each in board_container()["env"]}
    prefix = told["JUPYTERHUB_SERVICE_PREFIX"]
    assert told["JUPYTERHUB_SERVICE_URL"] == f"http://0.0.0.0:{port}"
    assert board_container()["ports"] == [{"containerPort": port}]
    for probe in ("livenessProbe", "readinessProbe"):
        asked = board_container()[probe]["httpGet"]
        assert asked["port"] == port
        assert asked["path"].startswith(f"{prefix}health/")
    public = values()["hub"]["config"]["JupyterHub"]["public_url"]
    assert values()["singleuser"]["extraEnv"]["COURSE_BOARD"] == f"{public.rstrip('/')}{prefix}"
    labels = manifest("Deployment")["spec"]["template"]["metadata"]["labels"]
    assert service["spec"]["selector"].items() <= labels.items()


def test_both_use_the_same_image_and_name_nothing_secret():
    image = values()["singleuser"]["image"]
    assert board_container()["image"] == f"{image['name']}:{image['tag']}"
    text = (DEPLOY / "values.yaml").read_text() + (DEPLOY / "board.yaml").read_text()
    assert not re.search(
        r"(?<!automountServiceAccount)(password|secret|token)\s*:\s*\S", text, flags=re.IGNORECASE
    )


def copied():
    """Paths of the course that the image copies."""
    lines = re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, flags=re.MULTILINE)
    return {path for line in lines for path in line.split()[:-1]}


def test_the_image_copies_what_is_there_and_nothing_is_kept_from_it():
    allowed = {
        line.removeprefix("!")
        for line in (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
        if line.startswith("!")
    }
    for path in copied():
        assert (ROOT / path).exists(), path
        assert path.split("/")[0] in allowed, path
    assert {path.split("/")[0] for path in copied()} == allowed


def test_the_commands_of_the_image_and_of_the_board_exist():
    for command in (values()["singleuser"]["cmd"], board_container()["command"]):
        assert command[0] == "course"
        shown = subprocess.run([sys.executable, "-m", "course_lib.cli", *command[1:], "--help"],
                               capture_output=True, text=True, check=True, cwd=ROOT)  # fmt: skip
        for option in [each for each in board_container()["args"] if each.startswith("--")]:
            assert option in shown.stdout or command == values()["singleuser"]["cmd"]


# --- the same Hub on this machine ----------------------------------------------------------------

CONFIG = """
import json
from pathlib import Path

import yaml

c = get_config()
given = json.loads({given!r})
hub = yaml.safe_load(Path(given["values"]).read_text())["hub"]
for name, traits in hub["config"].items():
    c[name].update(traits)
c.JupyterHub.load_roles = [{{"name": name, **role}} for name, role in hub["loadRoles"].items()]
c.JupyterHub.services = [
    {{"name": name, "api_token": given["token"], **service, "url": given["board"]}}
    for name, service in hub["services"].items()
]
# What a cluster has in another way.
folder = given["folder"]
c.JupyterHub.public_url = given["public"]
c.JupyterHub.bind_url = given["public"]
c.JupyterHub.hub_bind_url = given["hub"]
c.ConfigurableHTTPProxy.api_url = given["proxy_api"]
c.ConfigurableHTTPProxy.command = given["proxy"]
c.JupyterHub.db_url = "sqlite:///" + folder + "/hub.sqlite"
c.JupyterHub.cookie_secret_file = folder + "/cookie-secret"
c.JupyterHub.spawner_class = "course_lib.classroom.hub_spawner.SeatSpawner"
c.SeatSpawner.folder = folder
c.SeatSpawner.sandboxed = given["sandboxed"]
c.Spawner.http_timeout = 120
c.Spawner.environment = {{"COURSE_BOARD": given["public"] + "services/board/"}}
c.SharedPasswordAuthenticator.user_password = "the-password-of-this-room"
c.SharedPasswordAuthenticator.admin_password = "the-password-of-the-instructor-of-this-room"
"""


@contextmanager
def board(given, folder):
    """As the manifest starts it, on addresses of this machine."""
    told = {each["name"]: each.get("value") for each in board_container()["env"]}
    told |= {"JUPYTERHUB_SERVICE_URL": given["board"], "JUPYTERHUB_API_TOKEN": given["token"],
             "JUPYTERHUB_API_URL": f"{given['hub']}/hub/api"}  # fmt: skip
    command = [sys.executable, "-m", "course_lib.cli", *board_container()["command"][1:]]
    arguments = [each.replace("/data/", f"{folder}/") for each in board_container()["args"]]
    process = subprocess.Popen([*command, *arguments], env=os.environ | told | {
        "PYTHONPATH": str(ROOT)}, cwd=folder, stdout=subprocess.DEVNULL)  # fmt: skip
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


@pytest.mark.deep
@pytest.mark.timeout(600)
def test_a_hub_with_these_values_and_the_board_of_the_manifest_work_together(tmp_path):
    proxy = need_jupyterhub()
    first = four_free_ports()
    # The kernels' Hub has another name than the public one, as in a cluster.
    given = {
        "values": str(DEPLOY / "values.yaml"),
        "folder": str(tmp_path),
        "token": "the-token-of-the-board-as-a-service",
        "public": f"http://localhost:{first}/",
        "proxy_api": f"http://127.0.0.1:{first + 1}",
        "hub": f"http://127.0.0.1:{first + 2}",
        "board": f"http://127.0.0.1:{first + 3}",
        "proxy": [proxy],
        "sandboxed": not seat.missing(tmp_path),
    }
    Path(tmp_path, "jupyterhub_config.py").write_text(CONFIG.format(given=json.dumps(given)))

    async def go(room):
        _, check = await attend(room, "ana", right=True)
        assert "load_dashboard: passed" in check
        board = await until(lambda: snapshot(room), lambda board: board["learners"] == 1)
        assert board["exercises"][0]["passed"] == 1
        learner = Learner(room.address, "bo", room.password)
        await learner.log_in()
        assert (await learner.client.get(room.board)).status_code == 403
        await learner.leave()

    with board(given, tmp_path), open_room(tmp_path) as room:
        asyncio.run(go(room))
        assert "not recognized" not in room.log
