#!/bin/sh
# Playwright 1.65.2 (Python): on a page whose Content-Security-Policy allows no code made of text, page.wait_for_function("...") returns
# where the condition holds at once, and raises EvalError where it would have to wait.
#
# Why a guess misses: page.evaluate of the same text works, so the driver does not seem to be bound by the page's policy; and a test
# passes as long as the page is ready first, so it fails on a slow machine alone. The first look is the driver's own; the further ones
# are a function that is made of the text inside the page, where the policy holds.
# What to do: ask page.evaluate in a loop, or wait for a locator. bypass_csp=True waits, but tests another page than the one served.
#
# Needs Chromium.
set -eu
chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "playwright==1.65.2"
CHROMIUM="$chromium" "$folder/venv/bin/python" - <<'PYTHON'
import os
from importlib.metadata import version

from playwright.sync_api import Error, sync_playwright

PAGE = """<!DOCTYPE html><meta http-equiv="Content-Security-Policy" content="script-src 'self'"><title>ready</title>"""
print("playwright", version("playwright"))
with sync_playwright() as driver:
    browser = driver.chromium.launch(executable_path=os.environ["CHROMIUM"], args=["--no-sandbox"])
    for bypass, title, expected in (
        (False, "ready", "returns"),
        (False, "later", "EvalError"),
        (True, "later", "returns"),
    ):
        page = browser.new_page(bypass_csp=bypass)
        page.route("**/*", lambda route: route.fulfill(body=PAGE, content_type="text/html"))
        page.goto("http://page.test/")
        page.evaluate("() => void setTimeout(() => { document.title = 'later'; }, 3000)")
        condition = f"document.title === '{title}'"
        looked = page.evaluate(condition)
        try:
            page.wait_for_function(condition, timeout=20000)
            said = "returns"
        except Error as error:
            said = str(error).partition(": ")[2].partition(":")[0]
        print(f"bypass_csp={bypass}, {condition}: evaluate gives {looked}, wait_for_function: {said}")
        assert looked is (title == "ready")
        assert said == expected
    browser.close()
PYTHON
