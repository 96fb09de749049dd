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


@pytest.mark.parametrize("name", NOTEBOOKS[1:])
def test_each_notebook_begins_with_the_same_set_up(name):
    assert set_up_cells(name) == set_up_cells(NOTEBOOKS[0])


def set_up(folder: Path, **env: str) -> subprocess.CompletedProcess:
    """Run the set-up cells twice in a folder, with no package installed (-S leaves them out)."""
    env = {"PATH": os.environ["PATH"], "SYSTEMROOT": os.environ.get("SYSTEMROOT", ""), **env}
    command = [sys.executable, "-S", "-c", f"{SETUP}\n{SETUP}"]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)


@pytest.fixture
def package(tmp_path) -> Path:
    """A folder that holds a small package of the right name."""
    folder = tmp_path / "clone"
    (folder / "dae_helpers").mkdir(parents=True)
    (folder / "dae_helpers" / "__init__.py").touch()
    return folder


@pytest.fixture
def colab(package, tmp_path):
    """A function that makes this machine look like Colab, with a notebook opened from GitHub."""

    class Sessions(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            page = self.server.page
            self.wfile.write(
                json.dumps([{"path": f"fileId={quote(page, safe='')}"}] if page else []).encode()
            )

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Sessions)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def opened(page: str, owner: str = "nobody", branch: str = "main") -> dict[str, str]:
        """page: an address on GitHub, COMMIT in it stands for the only one; "" where nothing is open."""
        git = ["git", "-C", str(package), "-c", "user.name=a", "-c", "user.email=a@b"]
        subprocess.run([*git, "init", "-q", "-b", branch], check=True)
        subprocess.run([*git, "add", "."], check=True)
        subprocess.run([*git, "commit", "-q", "-m", "all"], check=True)
        subprocess.run([*git, "tag", "v1"], check=True)
        commit = subprocess.check_output([*git, "rev-parse", "HEAD"], text=True).strip()
        server.page = page.replace("COMMIT", commit)
        config = tmp_path / "gitconfig"
        config.write_text(f'[url "{package.as_uri()}"]\n insteadOf = https://github.com/{owner}/lesson\n')
        return {
            "COLAB_JUPYTER_IP": "127.0.0.1",
            "KMP_TARGET_PORT": str(server.server_port),
            "GIT_CONFIG_GLOBAL": str(config),
        }

    yield opened
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("place", [".", "more", "week3/homework"])
def test_the_package_is_found_beside_the_notebook_and_above_it(package, place):
    (package / place).mkdir(parents=True, exist_ok=True)
    ran = set_up(package / place)
    assert ran.returncode == 0, ran.stderr
    assert set(ran.stdout.split()) == {str(package / "dae_helpers" / "__init__.py")}


@pytest.mark.parametrize("name", NOTEBOOKS[:2])
@pytest.mark.parametrize(("owner", "branch"), [("teacher", "main"), ("some-fork", "autumn/week-3")])
def test_on_colab_the_package_comes_from_where_the_notebook_was_opened(colab, tmp_path, owner, branch, name):
    empty = tmp_path / "content"
    empty.mkdir()
    ran = set_up(empty, **colab(f"https://github.com/{owner}/lesson/blob/{branch}/{name}", owner, branch))
    assert ran.returncode == 0, ran.stderr
    assert set(ran.stdout.split()) == {str(empty / "lesson" / "dae_helpers" / "__init__.py")}


@pytest.mark.parametrize(
    ("ref", "branch"),
    [("COMMIT", "main"), ("v1", "main"), ("main", "main"), ("autumn/week-3", "autumn/week-3")],
)
def test_on_colab_the_lesson_may_lie_in_a_folder_and_be_opened_at_a_commit(
    package, colab, tmp_path, ref, branch
):
    for year in ("course 2025", "course/2026"):
        shutil.copytree(package / "dae_helpers", package / year / "dae_helpers")
    shutil.rmtree(package / "dae_helpers")
    empty = tmp_path / "content"
    empty.mkdir()
    page = f"https://github.com/teacher/lesson/blob/{ref}/course/2026/more/family.ipynb"
    ran = set_up(empty, **colab(page, "teacher", branch))
    assert ran.returncode == 0, ran.stderr
    here = empty / "lesson" / "course" / "2026" / "dae_helpers" / "__init__.py"
    assert set(ran.stdout.split()) == {str(here)}


def test_elsewhere_a_message_says_what_to_do(tmp_path):
    ran = set_up(tmp_path)
    assert ran.returncode == 1
    assert "clone of its repository" in ran.stderr
    assert "git clone ADDRESS lesson" in ran.stderr


def test_a_notebook_that_was_uploaded_to_colab_gets_the_same_message(colab, tmp_path):
    ran = set_up(tmp_path, **colab("/drive/demo.ipynb"))
    assert "git clone ADDRESS lesson" in ran.stderr


def test_where_colab_knows_of_no_page_the_message_is_the_same(colab, tmp_path):
    ran = set_up(tmp_path, **colab(""))
    assert ran.stderr.splitlines()[-1].startswith("ModuleNotFoundError")
    assert "git clone ADDRESS lesson" in ran.stderr
