"""Two processes of the app behind real nginx: one is killed under load, the other goes on with what may be kept."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.conftest import FLAGS
from tests.browser.test_journey import is_settled, turn_to, upload
from tests.engines.servers import free_port
from tests.soak.server import ROOT, Server, serving, wait_for

NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
ANY_CERTIFICATE = ssl._create_unverified_context()


@contextmanager
def proxied(servers: list[Server], folder: Path) -> Iterator[str]:
    """deploy/nginx.conf as it is, but for ports of loopback and a certificate made for an hour."""
    key, certificate = folder / "pilot.key", folder / "pilot.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"]
    subprocess.run([*made, "-keyout", key, "-out", certificate], check=True, stderr=subprocess.DEVNULL)
    config, port = (ROOT / "deploy" / "nginx.conf").read_text("utf-8"), str(free_port())
    own = {
        "listen 443": f"listen 127.0.0.1:{port}",
        "/etc/ssl/pilot.key": str(key),
        "/etc/ssl/pilot.pem": str(certificate),
    }
    own |= dict(zip(("8501", "8502"), map(port_of, servers), strict=True))
    for shipped, here in own.items():
        assert shipped in config
        config = config.replace(shipped, here)
    temporary = " ".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1; events {{}}\n"
        f"http {{ access_log off; include /etc/nginx/mime.types; {temporary}\n{config} }}"
    )
    command = [NGINX, "-p", folder, "-c", folder / "nginx.conf"]
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert tested.returncode == 0, tested.stderr
    assert "warn" not in tested.stderr, tested.stderr
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        yield f"https://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def port_of(server: Server) -> str:
    return server.address.rpartition(":")[2]


VISITORS = 2
#: An answer of which a part had come when the process that gave it was killed.
CUT_SHORT = -1


def status_of(address: str) -> int:
    """The status of an answer, 0 of none."""
    try:
        with urllib.request.urlopen(address, timeout=10, context=ANY_CERTIFICATE) as answer:
            return answer.status if answer.read() or address.endswith("ready") else 0
    except urllib.error.HTTPError as error:
        return error.code
    except http.client.IncompleteRead:
        return CUT_SHORT
    except OSError:
        return 0


@contextmanager
def load(address: str) -> Iterator[Counter[int]]:
    """Visitors without a cookie, one after the other, as fast as they are answered; how many got which status."""
    found: Counter[int] = Counter()
    done = threading.Event()

    def visit() -> None:
        while not done.is_set():
            found[status_of(f"{address}/")] += 1

    visitors = [threading.Thread(target=visit) for _ in range(VISITORS)]
    for each in visitors:
        each.start()
    try:
        yield found
    finally:
        done.set()
        for each in visitors:
            each.join()


def process_of(page: Page) -> str:
    """The port of the process that a visitor stays with."""
    return next(each["value"] for each in page.context.cookies() if each["name"] == "tds_process")


def keeping_a_workbook(page: Page) -> str:
    """Opens a sample and ticks that it is kept; its verdict."""
    upload(page, "sample_city.xlsx")
    page.locator("[class*=st-key-workbook-] button").first.click()
    with page.expect_response("**/house/keep/*"):
        page.get_by_text("Keep it in this browser for 30 minutes").click()
    page.keyboard.press("Escape")
    is_settled(page)
    return page.locator("h1.verdict").inner_text()


@pytest.mark.nginx
def test_when_one_process_is_killed_the_other_goes_on_with_the_visitors_work(tmp_path: Path) -> None:
    with ExitStack() as stack:
        shared = stack.enter_context(tempfile.TemporaryDirectory(dir="/dev/shm"))
        servers = [stack.enter_context(serving(tmp_path / f"{each}.log", TDS_KEPT_FOLDER=shared)) for each in range(2)]
        address = stack.enter_context(proxied(servers, tmp_path))
        play = stack.enter_context(sync_playwright())
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page(locale="en-GB", ignore_https_errors=True)
        page.goto(address)
        page.wait_for_selector("footer")
        verdict, before = keeping_a_workbook(page), process_of(page)
        (killed,) = (each for each in servers if port_of(each) == before)
        (left,) = (each for each in servers if each is not killed)
        with load(address) as statuses:
            time.sleep(0.5)
            with page.expect_websocket(lambda _: process_of(page) == port_of(left)):
                killed.process.kill()
            page.wait_for_selector("[data-test-connection-state=CONNECTED]")
            is_settled(page)
            expect(page.locator("h1.verdict")).to_have_text(verdict)
            turn_to(page, "Gaps")
            is_settled(page)
            page.locator("[class*=st-key-workbook-] button").first.click()
            page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
                ROOT / "sample_data" / "sample_enterprise.xlsx"
            )
            expect(page.get_by_role("radio", name="Enterprise", exact=True)).to_be_checked()
        assert process_of(page) == port_of(left)
        assert statuses.pop(CUT_SHORT, 0) <= VISITORS  # what was on its way at that moment
        assert set(statuses) == {200}
        assert statuses[200] > 10
        browser.close()
        for path, status in (("_stcore/metrics", 404), ("_stcore/agent/openapi", 404), ("house/ready", 200)):
            assert (path, status_of(f"{address}/{path}")) == (path, status)
        left.process.terminate()
        assert left.process.wait(20) == -signal.SIGTERM


def steps() -> dict[str, list[str]]:
    """The instructions of the container file, by their first word."""
    text = (ROOT / "deploy" / "Containerfile").read_text("utf-8")
    found: dict[str, list[str]] = {}
    for line in filter(None, text.splitlines()):
        if not line.startswith("#"):
            word, _, rest = line.partition(" ")
            found.setdefault(word, []).append(rest)
    return found


def test_a_container_has_a_user_a_port_and_packages_that_are_pinned() -> None:
    found, requirements = steps(), (ROOT / "requirements.txt").read_text("utf-8")
    (user,), (port,) = found["USER"], found["EXPOSE"]
    assert f"useradd --system --uid 900 {user}" in " ".join(found["RUN"])
    assert f"127.0.0.1:{port}/_stcore/health" in found["HEALTHCHECK"][0]
    command = json.loads(found["CMD"][0])
    assert command[:3] == ["streamlit", "run", "app.py"]
    assert f"--server.port={port}" in command
    packages = [line.split("#")[0].strip() for line in requirements.splitlines() if not line.startswith("#")]
    assert [each for each in packages if not re.fullmatch(r"[\w-]+==[\w.]+", each)] == []
    assert "streamlit" in {each.partition("==")[0] for each in packages}
    python = ".".join(map(str, sys.version_info[:2]))
    assert found["FROM"] == [f"python:{python}-slim"]
    head = (ROOT / "deploy" / "Containerfile").read_text("utf-8").partition("FROM")[0]
    assert "podman build --format docker " in head  # the other format leaves the health check out


@pytest.mark.slow
def test_what_a_container_gets_is_all_that_the_program_is(tmp_path: Path) -> None:
    """The steps done by hand in a folder of their own: copied, compiled, judged with, and then served by its own command."""
    found, port = steps(), free_port()
    for source, target in map(str.split, found["COPY"]):
        copy = shutil.copytree if (ROOT / source).is_dir() else shutil.copy
        copy(ROOT / source, tmp_path / ("" if target == "." else target))
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    subprocess.run(["sh", "-c", found["RUN"][-1]], cwd=tmp_path, env=environment, check=True)
    command = [part.replace("8501", str(port)).replace("0.0.0.0", "127.0.0.1") for part in json.loads(found["CMD"][0])]
    process = subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health")
        asked = json.loads(found["HEALTHCHECK"][0].partition("CMD ")[2].replace("8501", str(port)))
        assert subprocess.run(asked, env=environment).returncode == 0
        assert status_of(f"http://127.0.0.1:{port}/house/ready") == 200
    finally:
        process.terminate()
        process.wait(20)
