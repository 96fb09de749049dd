"""The notebooks' first cells find the helpers wherever the notebook was opened; all of it offline."""

import json
import os
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import quote

import nbformat
import pytest

from tools.notebook import NOTEBOOKS

ROOT = Path(__file__).resolve().parent.parent


def set_up_cells(name: str) -> list[str]:
    cells = nbformat.read(ROOT / name, as_version=4).cells
    assert [cell.id for cell in cells if cell.cell_type == "code"][:2] == ["set-up", "set-up-on-colab"]
    return [cell.source for cell in cells if cell.id in ("set-up", "set-up-on-colab")]


SETUP = "\n".join(set_up_cells(NOTEBOOKS[0])) + "\nprint(find_spec('dae_helpers').origin)"


def test_each_notebook_begins_with_the_same_set_up():
    assert all(set_up_cells(name) == set_up_cells(NOTEBOOKS[0]) for name in NOTEBOOKS)


def set_up(folder: Path, **env: str) -> subprocess.CompletedProcess:
    """Run the set-up cells twice in a folder, with no package installed (-S leaves them out)."""
    env = {"PATH": os.environ["PATH"], "SYSTEMROOT": os.environ.get("SYSTEMROOT", ""), **env}
    command = [sys.executable, "-S", "-c", f"{SETUP}\n{SETUP}"]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)


@pytest.fixture
def package(tmp_path) -> Path:
    """A folder that holds a small package of the right name and version."""
    (tmp_path / "clone" / "dae_helpers").mkdir(parents=True)
    shutil.copy(ROOT / "dae_helpers" / "__init__.py", tmp_path / "clone" / "dae_helpers")
    return tmp_path / "clone"


def committed(folder: Path, branch: str = "main", how: tuple[str, ...] = ()) -> str:
    """All that is in the folder, committed and tagged v1; the commit's name."""
    git = ["git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@b"]
    for words in (
        ["init", "-q", "-b", branch],
        ["add", "."],
        ["commit", "-qm", "all", *how],
        ["tag", "-f", "v1"],
    ):
        subprocess.run([*git, *words], check=True, capture_output=True)
    return subprocess.check_output([*git, "rev-parse", "HEAD"], text=True).strip()


@pytest.fixture
def colab(package, tmp_path):
    """A function that makes this machine look like Colab, with a notebook opened from GitHub."""

    class Sessions(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            told = [{"path": f"fileId={quote(self.server.page, safe='')}"}]
            self.wfile.write(json.dumps(told).encode())

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Sessions)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def opened(page: str, owner: str = "nobody", branch: str = "main") -> dict[str, str]:
        """page: an address on GitHub, COMMIT in it stands for the only one."""
        server.page = page.replace("COMMIT", committed(package, branch))
        config = tmp_path / "gitconfig"
        there = {
            package.as_uri(): f"https://github.com/{owner}/lesson",
            "file:///nowhere/": "https://github.com/",
        }
        config.write_text("".join(f'[url "{at}"]\n insteadOf = {of}\n' for at, of in there.items()))
        return {
            "COLAB_JUPYTER_IP": "127.0.0.1",
            "KMP_TARGET_PORT": str(server.server_port),
            "GIT_CONFIG_GLOBAL": str(config),
        }

    yield opened
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("place", [".", "week3/homework"])
def test_the_package_is_found_beside_the_notebook_and_above_it(package, place):
    (package / place).mkdir(parents=True, exist_ok=True)
    ran = set_up(package / place)
    assert ran.returncode == 0, ran.stderr
    assert set(ran.stdout.split()) == {str(package / "dae_helpers" / "__init__.py")}


def test_a_lesson_that_is_older_than_the_package_says_so(package):
    assert set_up(package).stdout.count("\n") == 2
    with (package / "dae_helpers" / "__init__.py").open("a") as file:
        file.write('\n__version__ = "2.0.0"\n')
    assert "fetch the notebook anew" in set_up(package).stdout


@pytest.mark.parametrize(("owner", "branch"), [("teacher", "main"), ("some-fork", "autumn/week-3")])
def test_on_colab_the_package_comes_from_where_the_notebook_was_opened(colab, tmp_path, owner, branch):
    ran = set_up(
        tmp_path, **colab(f"https://github.com/{owner}/lesson/blob/{branch}/demo.ipynb", owner, branch)
    )
    assert ran.returncode == 0, ran.stderr
    assert set(ran.stdout.split()) == {str(tmp_path / "lesson" / "dae_helpers" / "__init__.py")}


@pytest.fixture
def in_folders(package):
    """The same package in two folders of its repository, and no longer at the top."""
    for year in ("course 2025", "course/2026"):
        shutil.copytree(package / "dae_helpers", package / year / "dae_helpers")
    shutil.rmtree(package / "dae_helpers")
    return package


FAMILY = "course/2026/more/family.ipynb"


@pytest.mark.parametrize(
    ("ref", "branch"), [("COMMIT", "main"), ("v1", "main"), ("autumn/week-3", "autumn/week-3")]
)
def test_on_colab_the_lesson_may_lie_in_a_folder_and_be_opened_at_a_commit(
    in_folders, colab, tmp_path, ref, branch
):
    ran = set_up(
        tmp_path, **colab(f"https://github.com/teacher/lesson/blob/{ref}/{FAMILY}", "teacher", branch)
    )
    assert ran.returncode == 0, ran.stderr
    here = tmp_path / "lesson" / "course" / "2026" / "dae_helpers" / "__init__.py"
    assert set(ran.stdout.split()) == {str(here)}


def test_on_colab_the_set_up_brings_what_was_pushed_since_by_force_too(in_folders, colab, tmp_path):
    env = colab(f"https://github.com/teacher/lesson/blob/main/{FAMILY}", "teacher")
    set_up(tmp_path, **env)
    (in_folders / "course/2026/dae_helpers/new.py").touch()
    committed(in_folders, how=("--amend",))
    ran = set_up(tmp_path, **env)
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "lesson/course/2026/dae_helpers/new.py").exists()


def test_from_a_private_repository_a_clone_helps(in_folders, colab, tmp_path):
    env = colab(f"https://github.com/nobody/private/blob/main/{FAMILY}")
    subprocess.run(["git", "clone", "-q", str(in_folders), str(tmp_path / "lesson")], check=True)
    ran = set_up(tmp_path, **env)
    assert ran.returncode == 0, ran.stderr


PRIVATE = "https://github.com/nobody/private/blob/main/demo.ipynb"


@pytest.mark.parametrize(
    "page", [None, "/drive/demo.ipynb", PRIVATE], ids=["elsewhere", "uploaded", "private"]
)
def test_where_there_is_no_package_a_message_says_what_to_do(colab, tmp_path, page):
    ran = set_up(tmp_path, **({} if page is None else colab(page)))
    assert ran.stderr.splitlines()[-1].startswith("ModuleNotFoundError")
    assert "clone of its repository" in ran.stderr
    assert "git clone ADDRESS lesson" in ran.stderr
