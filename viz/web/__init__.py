"""网页 The explorer's files: plain HTML, CSS and ES modules, and vis-network as pyvis ships it.

Invariant: no file asks another host for anything and none holds inline script, so that
`CONTENT_SECURITY_POLICY` can be as strict as it is.
"""

from importlib.util import find_spec
from pathlib import Path

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The header to serve the explorer with."""
MEDIA_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_VIS = ("templates/lib/vis-9.1.2/vis-network.min.js", "lib/vis-9.1.2/vis-network.min.js")


def static_files() -> dict[str, Path]:
    """Return name → file of everything that is served at `/`; `index.html` is the page itself.

    FileNotFoundError if the installed pyvis lacks vis-network.
    """
    here = Path(__file__).parent
    own = {path.name: path for path in sorted(here.iterdir()) if path.suffix in MEDIA_TYPES}
    return {**own, "vis-network.min.js": _vis()}


def _vis() -> Path:
    # Found without importing pyvis, whose import takes a second and brings IPython along.
    spec = find_spec("pyvis")
    folders = spec.submodule_search_locations if spec else None
    found = next((path for folder in folders or () for name in _VIS if (path := Path(folder, name)).is_file()), None)
    if found is None:
        raise FileNotFoundError("未找到 pyvis 所带的 vis-network.min.js，请重装 pyvis reinstall pyvis")
    return found
