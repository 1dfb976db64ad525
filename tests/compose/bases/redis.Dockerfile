# Debian's Redis with the interface of Docker's official image: user `redis` is 999, its data lie in /data.
ARG DEBIAN
FROM ${DEBIAN}

RUN groupadd --system --gid 999 redis \
    && useradd --system --uid 999 --gid redis --no-create-home redis \
    && apt-get update -qq \
    && apt-get install -qq -y --no-install-recommends redis-server \
    && rm -rf /var/lib/apt/lists/* \
    && install -d -o redis -g redis /data

WORKDIR /data
VOLUME /data
CMD ["redis-server"]
