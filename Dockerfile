# 共建图谱的镜像 The image of Gongjian: the service, and the command `gongjian` with any of its subcommands.
#   docker build -t gongjian .
#   docker run -p 127.0.0.1:8000:8000 -v gongjian:/data gongjian
FROM python:3.12-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src
# Dependencies first: they change less often than the program, and stay in the layer cache.
COPY requirements.lock ./
RUN python -m venv /opt/gongjian && /opt/gongjian/bin/pip install --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY graph graph
COPY ingest ingest
COPY viz viz
COPY api api
RUN python -m pip wheel --no-deps --wheel-dir /dist . && /opt/gongjian/bin/pip install --no-deps /dist/gongjian-*.whl

FROM python:3.12-slim-bookworm
LABEL org.opencontainers.image.title="gongjian" \
      org.opencontainers.image.description="共建图谱：合作网络，每条联系附原文依据" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN groupadd --system --gid 10001 gongjian \
    && useradd --system --uid 10001 --gid gongjian --home-dir /data --create-home gongjian
COPY --from=build /opt/gongjian /opt/gongjian
COPY --chmod=755 deploy/entrypoint.sh deploy/healthcheck.py /usr/local/bin/
ENV PATH=/opt/gongjian/bin:$PATH \
    GONGJIAN_STORE=sqlite:////data/gongjian.db \
    PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 CMD ["python", "/usr/local/bin/healthcheck.py"]
ENTRYPOINT ["entrypoint.sh"]
