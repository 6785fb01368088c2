"""Clusters as offices run them: TLS, logins, and what is said when a connection fails."""
