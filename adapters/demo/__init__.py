"""`make demo`: a pretend town with the real engine, and a page on this machine to try it out."""

from adapters.demo.serving import PORT, serve_demo

__all__ = ["PORT", "serve_demo"]
