"""The HTTP gateway: outside parties' answers and withdrawals come in, letters go out by signed link."""
