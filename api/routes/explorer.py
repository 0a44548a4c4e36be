"""浏览页 The explorer at `/`: a fixed list of files, nothing else of the file system."""

from mimetypes import guess_type

from fastapi import APIRouter
from fastapi.responses import FileResponse
from starlette.exceptions import HTTPException

from viz.web import static_files

router = APIRouter(include_in_schema=False)
FILES = static_files()


@router.get("/")
def page() -> FileResponse:
    """Return the explorer's page."""
    return FileResponse(FILES["index.html"])


@router.get("/{name}")
def file(name: str) -> FileResponse:
    """Return a file of the explorer."""
    if name not in FILES:
        raise HTTPException(404, "没有此页 no such page")
    return FileResponse(FILES[name], media_type=guess_type(name)[0])
