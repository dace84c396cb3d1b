# Ninety in a container: `docker build -t ninety .`, then see compose.yaml and docs/operating.md.
# The first stage needs build tools and the package index; the second has Python, the installed packages and nothing else.
FROM python:3.11-slim-bookworm AS build

ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /source
RUN python -m venv /opt/ninety
# Packages first: they change less often than the source, and a build after an edit takes them from its cache.
COPY requirements.lock requirements-build.lock ./
RUN /opt/ninety/bin/pip install --require-hashes -r requirements.lock -r requirements-build.lock
COPY pyproject.toml README.md LICENSE ./
COPY adapters adapters
COPY bot bot
COPY lessons lessons
COPY schedules schedules
COPY examples examples
RUN /opt/ninety/bin/pip install --no-deps --no-build-isolation .
# Whoever passes the image on passes on the licences of what is inside of it; docs/libraries.md says what they ask for.
COPY deploy/collect_licences.py deploy/
RUN /opt/ninety/bin/python deploy/collect_licences.py /opt/ninety/licences

FROM python:3.11-slim-bookworm

LABEL org.opencontainers.image.title="Ninety" \
      org.opencontainers.image.description="Serialized 90-second video lessons in Slack and Microsoft Teams" \
      org.opencontainers.image.licenses="GPL-3.0-or-later"
COPY --from=build /opt/ninety /opt/ninety
# The only place that is written to. /tmp must be writable too where the root is read-only (a tmpfs is enough).
RUN install -d -o 10001 -g 10001 -m 0700 /data
ENV PATH=/opt/ninety/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOST=0.0.0.0 \
    PORT=3000 \
    DATA_DIR=/data \
    PLAYGROUND=off \
    LOG_FORMAT=json
VOLUME /data
WORKDIR /data
# A number, so that Kubernetes can see that it is not root.
USER 10001:10001
EXPOSE 3000
STOPSIGNAL SIGTERM
# Generous at the start: migrations of a large database and the first look at every round come before the first answer.
HEALTHCHECK --interval=30s --timeout=5s --start-period=90s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:3000/healthz', timeout=4)"]
ENTRYPOINT ["ninety"]
CMD ["run"]
