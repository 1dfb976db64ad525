# Debian's PostgreSQL with the interface of Docker's official image: POSTGRES_USER, _DB and _PASSWORD (or _PASSWORD_FILE)
# make the first database in PGDATA; user `postgres` is 999.
ARG DEBIAN
FROM ${DEBIAN}

RUN groupadd --system --gid 999 postgres \
    && useradd --system --uid 999 --gid postgres --home-dir /var/lib/postgresql postgres \
    && apt-get update -qq \
    && apt-get install -qq -y --no-install-recommends postgresql \
    && rm -rf /var/lib/apt/lists/* /var/lib/postgresql/* \
    && install -d -m 1777 -o postgres -g postgres /var/lib/postgresql/data /run/postgresql

COPY postgres-entrypoint /usr/local/bin/docker-entrypoint.sh
ENV LANG=C.UTF-8 PATH=/usr/lib/postgresql/15/bin:$PATH PGDATA=/var/lib/postgresql/data
VOLUME /var/lib/postgresql/data
STOPSIGNAL SIGINT
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["postgres"]
