"""The Zeebe gateway protocol (gRPC) on top of the runtime."""
