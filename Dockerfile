# In Your Shoes: the bot, as nobody in particular, on a root that it cannot write to.
#   docker build -t in-your-shoes .

FROM python:3.13-slim-bookworm AS built
WORKDIR /source
COPY pyproject.toml README.md LICENSE requirements.txt requirements-build.txt ./
COPY deployment/install.sh deployment/
COPY bot bot
COPY adapters adapters
COPY storage storage
RUN sh deployment/install.sh /opt/in-your-shoes

FROM python:3.13-slim-bookworm
RUN groupadd --gid 10001 shoes \
    && useradd --uid 10001 --gid shoes --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin shoes \
    && install --directory --owner shoes --group shoes /var/lib/in-your-shoes
COPY --from=built /opt/in-your-shoes /opt/in-your-shoes
ENV PATH=/opt/in-your-shoes/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    ORT_DISABLE_TELEMETRY=1 \
    XDG_CACHE_HOME=/opt/in-your-shoes/cache \
    SHOES_HOST=0.0.0.0 \
    SHOES_PORT=8080 \
    SHOES_DATABASE_URL=sqlite:////var/lib/in-your-shoes/shoes.db
USER 10001:10001
WORKDIR /var/lib/in-your-shoes
VOLUME /var/lib/in-your-shoes
EXPOSE 8080 9464
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request as web; web.urlopen('http://127.0.0.1:8080/health/ready', timeout=4)"]
# exec form: the signals that end a container reach the bot itself, which finishes what it has begun
ENTRYPOINT ["shoes"]
CMD ["serve"]
