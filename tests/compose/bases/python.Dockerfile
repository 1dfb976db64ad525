# Debian's Python with the interface of Docker's official image: `python`, `pip`, both free to install into the system.
ARG DEBIAN
FROM ${DEBIAN}

RUN apt-get update -qq \
    && apt-get install -qq -y --no-install-recommends python3 python3-pip python3-venv \
    && rm -rf /var/lib/apt/lists/* /usr/lib/python3*/EXTERNALLY-MANAGED \
    && ln -s /usr/bin/python3 /usr/local/bin/python

ENV LANG=C.UTF-8
CMD ["python"]
