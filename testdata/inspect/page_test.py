#!/usr/bin/env python3
"""The page of `golem escape --html` in headless Chromium: a click on a site shows its path over the code.

    page_test.py GOLEM [SCREENSHOT]

Needs Python's playwright and Debian's chromium; without them it says so and exits with 77.
"""
import os, shutil, subprocess, sys, tempfile

here = os.path.dirname(os.path.abspath(__file__))
try:
    from playwright.sync_api import sync_playwright
except ImportError:
    print("page_test.py: skipped: no playwright")
    sys.exit(77)
chromium = shutil.which("chromium")
if not chromium:
    print("page_test.py: skipped: no chromium")
    sys.exit(77)

golem, shot = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None
with tempfile.TemporaryDirectory() as tmp:
    page_file = os.path.join(tmp, "page.html")
    subprocess.run([golem, "escape", "--html", page_file, "flows.go"], check=True, cwd=here)
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"])
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        errors = []
        page.on("pageerror", lambda e: errors.append(str(e)))
        page.goto("file://" + page_file)
        marks = page.locator("#code .s")
        assert marks.count() >= 5, f"{marks.count()} sites"
        site = page.locator("#code .s.heap", has_text="x").first
        site.click()
        card = page.locator("#card")
        steps = card.locator("li").all_inner_texts()
        assert len(steps) >= 3, steps
        assert "global" in " ".join(steps) or "package variable" in " ".join(steps), steps
        assert page.locator("#code svg path").count() >= len(steps), "arrows"
        assert page.locator("#code .l.step").count() >= 2
        if shot:
            page.screenshot(path=shot)
        # Filters: the function's sites only, then none for a word that isn't there.
        page.select_option("#function", "main.local")
        assert page.locator("#list button").count() == 1
        page.fill("#search", "no such thing")
        assert page.locator("#list button").count() == 0
        assert "0 on the heap" in page.locator("#totals").inner_text()
        assert not errors, errors
        browser.close()
print("page_test.py: ok")
