"""服务 The HTTP application: routes under /api/v1, the explorer at /, every error as problem details.

Invariant: the only place that knows HTTP status codes of the domain's errors.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.responses import Problem
from api.routes import explorer, facts, gaps, measures, organizations, recommendations, review, service
from api.security import SecureHeaders
from api.views import Views
from graph.errors import GongjianError, StoreUnavailable, UnknownName, WrongUsage
from graph.recommend import FeedbackLog
from graph.stores import Store

STATUS: dict[type[GongjianError], HTTPStatus] = {
    UnknownName: HTTPStatus.NOT_FOUND,
    WrongUsage: HTTPStatus.UNPROCESSABLE_ENTITY,
    StoreUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}
TITLES = {
    403: "不允许 Forbidden",
    404: "未找到 Not found",
    405: "方法不允许 Method not allowed",
    422: "参数有误 Invalid parameter",
    500: "内部错误 Internal error",
    503: "存储不可用 Store unavailable",
}
PROBLEM: dict[str, Any] = {"model": Problem, "description": "问题详情 problem details (RFC 9457)"}


def create_app(store: Store, feedback: FeedbackLog | None = None) -> FastAPI:
    """Return the application over an open store; closing the application closes the store.

    Without a place for it, feedback lasts as long as the application.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        store.close()

    app = FastAPI(
        title="共建图谱 Gongjian",
        summary="合作网络的查询、测度与推荐，每条联系附原文依据",
        version=version("gongjian"),
        lifespan=lifespan,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        responses={404: PROBLEM, 422: PROBLEM, 503: PROBLEM},
    )
    app.state.views = Views(store)
    app.state.feedback = feedback or FeedbackLog()
    for module in (organizations, recommendations, facts, gaps, measures, service, review, explorer):
        app.include_router(module.router)
    app.add_exception_handler(GongjianError, _domain_error)
    app.add_exception_handler(RequestValidationError, _bad_request)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_middleware(SecureHeaders)
    return app


async def _domain_error(request: Request, error: Exception) -> JSONResponse:
    status = STATUS.get(type(error), HTTPStatus.INTERNAL_SERVER_ERROR) if isinstance(error, GongjianError) else 500
    field, near = getattr(error, "field", None), list(getattr(error, "near", ()))
    return _problem(int(status), str(error), field, near)


async def _bad_request(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - the handler table says so
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"][1:])
    return _problem(422, f"{field}：{first['msg']}", field)


async def _http_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - the handler table says so
    return _problem(error.status_code, f"{request.method} {request.url.path}：{error.detail}")


def _problem(status: int, detail: str, field: str | None = None, near: list[str] | None = None) -> JSONResponse:
    title = TITLES.get(status) or HTTPStatus(status).phrase
    problem = Problem(title=title, status=status, detail=detail, field=field, near=near or [])
    return JSONResponse(problem.model_dump(), status, media_type="application/problem+json")
