import re

from viz.web import CONTENT_SECURITY_POLICY, static_files


def test_the_page_and_everything_it_names_is_there():
    files = static_files()
    named = re.findall(r'(?:src|href)="([^"]+)"', files["index.html"].read_text("utf-8"))
    assert {n for n in named if not n.startswith("api/")} <= files.keys()
    for name, path in files.items():
        for module in re.findall(r'from "\./([^"]+)"', path.read_text("utf-8")) if name.endswith(".js") else ():
            assert module in files, f"{name} → {module}"


def test_no_file_of_ours_names_another_host_or_writes_markup():
    for name, path in static_files().items():
        if name == "vis-network.min.js":
            continue
        text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", text), name


def test_the_page_holds_no_inline_script_or_style():
    html = static_files()["index.html"].read_text("utf-8")
    assert not re.search(r"<script(?![^>]*\ssrc=)|\son\w+=|\sstyle=|<style", html)
    assert "unsafe" not in CONTENT_SECURITY_POLICY


def test_vis_network_is_the_one_that_pyvis_ships():
    assert "vis-network" in static_files()["vis-network.min.js"].read_text("utf-8")[:200]


def test_every_word_of_the_page_is_in_the_table_and_every_word_of_the_table_is_used():
    files = static_files()
    ours = [path.read_text("utf-8") for name, path in files.items() if name != "vis-network.min.js"]
    used = {word for text in ours for word in re.findall(r'(?:\bt\(|data-(?:text|label|placeholder)=)"(\w+)"', text)}
    table = files["text.js"].read_text("utf-8").split("const WORDS = {")[1].split("\n};")[0]
    keys = set(re.findall(r"^  (\w+): \[", table, re.M))
    details = {"aliases", "sources", "kind", "title", "amount", "depth1", "depth2"}  # looked up by a key of the scene
    assert used <= keys
    assert keys - used <= details
