"""Take the pictures of docs/editors.md: a site of its own, three people, and the steps from first login to readers.

make pictures
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
EXPLANATION = "Note that a scan was for a trial or another doctor"


@contextmanager
def site() -> Iterator[tuple[str, dict[str, str]]]:
    """Serve a fresh site; yield its address and the passwords of its three people."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        address = f"http://127.0.0.1:{port}"
        own = {"DATABASE_URL": f"sqlite:///{folder}/db.sqlite3", "DEBUG": "0", "PORT": str(port), "SITE_URL": address}
        environment = {**os.environ, **own}

        def run(*command: str) -> str:
            done = subprocess.run(  # noqa: S603 - our own programs
                command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
            )
            return done.stdout

        run("scripts/prepare", sys.executable)
        shown = run(sys.executable, "manage.py", "staff_demo")
        passwords = dict(line.split()[:2] for line in shown.splitlines() if line.startswith("demo-"))
        server = subprocess.Popen([sys.executable, "-m", "gunicorn"], cwd=ROOT, env=environment)
        try:
            _wait(f"{address}/healthz")
            yield address, passwords
        finally:
            server.terminate()
            server.wait(timeout=30)


def _wait(address: str) -> None:
    for _try in range(300):
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 - our own address
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit("The site did not start.")


def take(page: Page, name: str, top: str = "") -> None:
    """Save what a screen shows, from an element on where one is named."""
    page.wait_for_load_state("networkidle")
    if top:
        page.evaluate("id => document.getElementById(id).scrollIntoView()", top)
    page.screenshot(path=PICTURES / f"{name}.png")


def signed_in(browser: Browser, address: str, who: str, password: str, picture: str = "") -> Page:
    """Sign in as one of the three."""
    page = browser.new_page(base_url=address, viewport={"width": 1080, "height": 640})
    page.add_init_script("localStorage.setItem('django.admin.navSidebarIsOpen', 'false')")
    page.goto("/admin/")
    page.get_by_label("Username").fill(f"demo-{who}")
    page.get_by_label("Password").fill(password)
    if picture:
        take(page, picture)
    page.get_by_role("button", name="Log in").click()
    return page


def story(browser: Browser, address: str, passwords: dict[str, str]) -> None:
    """Go the way of docs/editors.md."""
    ana = signed_in(browser, address, "author", passwords["demo-author"], "login")
    ana.goto("/admin/procedures/procedure/")
    take(ana, "list")
    ana.get_by_role("link", name=EXPLANATION, exact=True).click()
    take(ana, "form")
    text = ana.locator("#section-purpose textarea")
    before = text.input_value()
    text.fill(f"{before}\n\nUtilization of hospitalization occurred in 14 of the people.")
    ana.locator("#section-purpose .advice li").first.wait_for()
    take(ana, "writing", "section-purpose")
    text.fill(f"{before}\n\nAsk the office if you want to know more.")
    ana.get_by_role("button", name="Save and continue editing").first.click()
    ana.get_by_role("link", name="As a patient would see it").click()
    take(ana, "preview")
    ana.go_back()
    ana.get_by_role("link", name="What publishing would change").click()
    ana.evaluate("document.querySelector('.change ins').scrollIntoView({block: 'center'})")
    take(ana, "difference")
    ana.go_back()
    ana.get_by_role("button", name="Send to review").click()
    ana.get_by_role("button", name="Send to review").click()
    rey = signed_in(browser, address, "reviewer", passwords["demo-reviewer"])
    take(rey, "work")
    rey.locator("#work").get_by_role("link", name=EXPLANATION).click()
    rey.get_by_role("button", name="Record a check").click()
    rey.get_by_label("Name of the clinician who checked it").fill("Name of the clinician")
    rey.get_by_label("Credentials").fill("MD")
    take(rey, "check")
    rey.get_by_role("button", name="Record a check").click()
    pat = signed_in(browser, address, "publisher", passwords["demo-publisher"])
    pat.locator("#work").get_by_role("link", name=EXPLANATION).click()
    pat.get_by_role("button", name="Publish").click()
    pat.get_by_label("What changed").fill("Says whom to ask.")
    take(pat, "publish")
    pat.get_by_role("button", name="Publish").click()
    pat.goto("/admin/procedures/edition/")
    take(pat, "editions")


def main() -> None:
    """Take all pictures."""
    PICTURES.mkdir(exist_ok=True)
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with site() as (address, passwords), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        story(browser, address, passwords)
        browser.close()


if __name__ == "__main__":
    main()
