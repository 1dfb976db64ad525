# Debian's Caddy with the interface of Docker's official image, the capability on the file included: with it the kernel
# starts the program nowhere where every capability is dropped.
ARG DEBIAN
FROM ${DEBIAN}

RUN apt-get update -qq \
    && apt-get install -qq -y --no-install-recommends caddy libcap2-bin wget \
    && rm -rf /var/lib/apt/lists/* \
    && setcap cap_net_bind_service=+ep /usr/bin/caddy \
    && mkdir -p /config/caddy /data/caddy /etc/caddy

ENV XDG_CONFIG_HOME=/config XDG_DATA_HOME=/data
WORKDIR /srv
CMD ["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]
