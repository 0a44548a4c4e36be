"""A real Chromium for tests: found, started without a network, watched for requests and console errors.

Use the fixture `open_page` (registered where it is needed by importing it into a conftest).
Without Chromium tests are skipped with the reason; under CI=true they fail instead.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Error, Page, Playwright, Request, Route, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = """--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync --lang=zh-CN
    --host-resolver-rules=MAP\u0020*\u0020~NOTFOUND,EXCLUDE\u0020127.0.0.1""".split("\n")
SCREEN = {"width": 1366, "height": 768}


def find_chromium() -> str | None:
    """Return Chromium's path: what GONGJIAN_CHROMIUM names, else the first usual name on the PATH."""
    named = os.environ.get("GONGJIAN_CHROMIUM")
    if named:
        return shutil.which(named)
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def _unavailable(reason: str) -> None:
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(reason)
    pytest.skip(reason)


@dataclass
class Watch:
    """What a page did: addresses asked for outside the allowed origin, console errors, uncaught errors."""

    strangers: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start Chromium once for the session, with a new empty profile."""
    path = find_chromium()
    if path is None:
        _unavailable("Chromium 未安装，图景测试需要它 Chromium is missing (set GONGJIAN_CHROMIUM)")
    with sync_playwright() as playwright:
        browser = _launch(playwright, str(path))
        yield browser
        browser.close()


def _launch(playwright: Playwright, path: str) -> Browser:
    flags = [flag for line in FLAGS for flag in ([line.strip()] if "MAP" in line else line.split())]
    try:
        return playwright.chromium.launch(executable_path=path, args=flags, headless=True)
    except Error as error:
        _unavailable(f"Chromium 无法启动 Chromium does not start: {error.message.splitlines()[0]}")
        raise


@contextmanager
def watched_page(browser: Browser, origin: str, locale: str = "zh-CN") -> Iterator[tuple[Page, Watch]]:
    """Open a page that may ask only `origin` (scheme and host, or `file://`) for anything."""
    context = browser.new_context(viewport=SCREEN, locale=locale, service_workers="block")
    watch = Watch()

    def decide(route: Route, request: Request) -> None:
        if request.url.startswith((origin, "data:", "blob:")):
            route.continue_()
        else:
            route.abort()

    def note(request: Request) -> None:
        if urlsplit(request.url).scheme not in ("data", "blob") and not request.url.startswith(origin):
            watch.strangers.append(request.url)

    context.route("**/*", decide)
    page = context.new_page()
    page.on("request", note)
    page.on("console", lambda message: watch.errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: watch.errors.append(str(error)))
    yield page, watch
    context.close()


OpenPage = Callable[..., tuple[Page, Watch]]


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[OpenPage]:
    """Return a function `open_page(url, origin=…, locale=…)` → the loaded page and its watch.

    After the test no page may have asked a stranger for anything, nor logged an error that the test
    did not take out of `watch.errors`.
    """
    opened = []

    def open_(url: str, origin: str | None = None, locale: str = "zh-CN") -> tuple[Page, Watch]:
        parts = urlsplit(url)
        manager = watched_page(chromium, origin or f"{parts.scheme}://{parts.netloc}", locale)
        page, watch = manager.__enter__()
        opened.append((manager, watch))
        page.goto(url)
        return page, watch

    yield open_
    for manager, _ in opened:
        manager.__exit__(None, None, None)
    assert [w.strangers for _, w in opened if w.strangers] == []
    assert [w.errors for _, w in opened if w.errors] == []


def shot_folder() -> Path:
    """Return the folder for screenshots: GONGJIAN_SHOTS, else a folder under build/."""
    folder = Path(os.environ.get("GONGJIAN_SHOTS") or Path(__file__).parents[1] / "build" / "screens")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
