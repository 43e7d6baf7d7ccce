"""Take a screenshot of each kind of page, at phone and desk width, light and dark, to be looked at one by one.

make screenshots     (they go to var/screenshots; the three of the README to docs/pictures as well)
"""

import base64
import os
import shutil
from itertools import product
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

from scripts.pictures import PICTURES, ROOT, site

SCREENSHOTS = ROOT / "var" / "screenshots"
KINDS = {
    "home": "/",
    "search": "/search/?q=leukemia",
    "explained": "/code/hcpcs/J9229/",
    "explained-es": "/es/code/hcpcs/J9229/",
    "unexplained": "/code/hcpcs/A0021/",
    "group": "/code/hcpcs/J9000-J9999/",
    "policy": "/plans/aetna/cpb-0919-inotuzumab-ozogamicin-besponsa/",
    "compare": "/compare/?code=E0601&code=J9229",
    "feedback": "/feedback/?about=/code/hcpcs/J9229-inotuzumab-ozogamicin-infusion/&kind=error",
    "glossary": "/glossary/",
}
WIDTHS = {"phone": (390, 844), "desk": (1280, 900)}
COLORS: tuple[Literal["light", "dark"], ...] = ("light", "dark")
#: What stands in the README: a kind of page, its width and its colors, as the reader first sees it.
IN_README = {("explained", "desk", "light"), ("explained", "phone", "dark"), ("compare", "desk", "light")}


def take(browser: Browser, address: str) -> None:
    """Save every kind of page whole; those of the README also as they first come up."""
    for (width, (across, down)), colors in product(WIDTHS.items(), COLORS):
        page = browser.new_page(
            base_url=address, viewport={"width": across, "height": down}, color_scheme=colors, reduced_motion="reduce"
        )
        for kind, path in KINDS.items():
            answer = page.goto(path)
            if answer is None or not answer.ok:
                raise SystemExit(f"{path} is no page to take a picture of.")
            page.screenshot(path=SCREENSHOTS / f"{kind}-{width}-{colors}.png", full_page=True)
            if (kind, width, colors) in IN_README:
                save_small(page, PICTURES / f"{kind}-{width}-{colors}.webp")
        page.close()


def save_small(page: Page, path: Path) -> None:
    """Save what the screen shows in a format that Playwright does not know and Chromium does."""
    chromium = page.context.new_cdp_session(page)
    taken = chromium.send("Page.captureScreenshot", {"format": "webp", "quality": 82})
    path.write_bytes(base64.b64decode(taken["data"]))


def main() -> None:
    """Take all screenshots."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with site() as (address, _passwords), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        take(browser, address)
        browser.close()
    print(f"{len(list(Path(SCREENSHOTS).glob('*.png')))} screenshots are in {SCREENSHOTS.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
