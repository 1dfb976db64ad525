"""A receiver of OpenTelemetry's metrics on loopback: what a collector would have been sent, decoded by its protocol."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
    ExportMetricsServiceResponse,
)


@dataclass
class Received:
    """What has come so far: for each metric the attributes and the service that it came with."""

    url: str
    services: set[str] = field(default_factory=set)
    metrics: dict[str, list[dict[str, str]]] = field(default_factory=dict)

    def take(self, request: ExportMetricsServiceRequest) -> None:
        """Note everything in a request."""
        for resource in request.resource_metrics:
            self.services |= {
                each.value.string_value for each in resource.resource.attributes if each.key == "service.name"
            }
            for metric in (metric for scope in resource.scope_metrics for metric in scope.metrics):
                data = getattr(metric, metric.WhichOneof("data") or "gauge")
                for point in data.data_points:
                    attributes = {each.key: each.value.string_value for each in point.attributes}
                    self.metrics.setdefault(metric.name, []).append(attributes)


@contextmanager
def metrics_receiver() -> Iterator[Received]:
    """Receive metrics by OTLP over HTTP on a free port of 127.0.0.1 while the block runs."""
    lock = Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            with lock:
                received.take(ExportMetricsServiceRequest.FromString(body))
            answer = ExportMetricsServiceResponse().SerializeToString()
            self.send_response(200)
            self.send_header("Content-Type", "application/x-protobuf")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing of requests."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        received = Received(f"http://127.0.0.1:{server.server_port}")
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield received
        finally:
            server.shutdown()


def metrics_to(url: str) -> dict[str, str]:
    """Airflow's settings by which it sends its metrics there, often."""
    return {
        "AIRFLOW__METRICS__OTEL_ON": "True",
        "OTEL_EXPORTER_OTLP_ENDPOINT": url,
        "OTEL_METRIC_EXPORT_INTERVAL": "2000",
    }
