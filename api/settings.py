"""设置 What the environment says: store, language, addresses. Secrets are read where they are used, never here."""

import os
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """设置 Read from variables `GONGJIAN_…`; every value has a default that works offline on one machine."""

    model_config = SettingsConfigDict(env_prefix="GONGJIAN_")

    feedback: Annotated[str, Field(description="反馈文件，不设则在存储旁 feedback file, unset: beside the store")] = ""
    store: Annotated[str, Field(description="图谱存储的地址 URL of the store")] = "sqlite:///gongjian.db"
    names: Annotated[Path | None, Field(description="名称文件（别名、更名、更正） file of names")] = None
    host: Annotated[str, Field(description="服务监听的地址 address to listen on")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="服务监听的端口 port to listen on")] = 8000
    reviewer: Annotated[str, Field(description="审核人，未用 --by 时以此为准 who reviews, unless --by says so")] = ""
    second_person: Annotated[
        bool, Field(description="合并须由第二人确认 a merge waits until a second person confirms it")
    ] = False


@cache
def language() -> str:
    """Return `en` where the environment asks for English (GONGJIAN_LANG, else the locale), else `zh`."""
    names = ("GONGJIAN_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    value = next((os.environ[n] for n in names if os.environ.get(n)), "zh")
    return "en" if value.lower().startswith("en") else "zh"


def t(zh: str, en: str) -> str:
    """Return the one of two texts that is in the interface's language."""
    return en if language() == "en" else zh
