"""Takes jobs from the engine, runs their handlers and reports what came of it; knows no domain and no gRPC."""
