"""OpenTelemetry, where an installation asks for it: how long each turn, transaction and send took, and within what.

Off unless `SHOES_TRACES_URL` is set, and then it needs the `traces` extra. Spans carry ids and kinds, never words.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Protocol

STOP_LIMIT = dt.timedelta(seconds=3)
"""For what was recorded last to leave when the process ends."""


class Tracer(Protocol):
    """Records how long something took."""

    def span(self, name: str, **about: str | int) -> AbstractContextManager[None]:
        """Around what is to be recorded; spans begun within it belong to it, in threads as well."""
        ...


class Untraced:
    """Records nothing."""

    def span(self, name: str, **about: str | int) -> AbstractContextManager[None]:
        """Costs nothing."""
        return nullcontext()


class CannotTrace(Exception):
    """Traces were asked for and what they need is not installed."""


@contextmanager
def tracing(url: str) -> Iterator[Tracer]:
    """To an OTLP collector over HTTP at `url`, such as "http://collector:4318/v1/traces"; "" for nowhere.

    Raises CannotTrace.
    """
    if not url:
        yield Untraced()
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        raise CannotTrace("SHOES_TRACES_URL needs what `pip install in-your-shoes[traces]` brings.") from None
    provider = TracerProvider(resource=Resource.create({"service.name": "in-your-shoes"}), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=url, timeout=STOP_LIMIT.total_seconds())))
    recorder = provider.get_tracer("in-your-shoes")

    class Traced:
        def span(self, name: str, **about: str | int) -> AbstractContextManager[None]:
            return recording(name, about)

    @contextmanager
    def recording(name: str, about: dict[str, str | int]) -> Iterator[None]:
        # an exception's message may quote somebody: only that there was one is recorded
        with recorder.start_as_current_span(name, record_exception=False, set_status_on_exception=False) as span:
            span.set_attributes(dict(about))
            try:
                yield
            except Exception as error:
                span.set_attribute("error.type", type(error).__qualname__)
                raise

    try:
        yield Traced()
    finally:
        provider.force_flush(int(STOP_LIMIT.total_seconds() * 1000))
        provider.shutdown()
