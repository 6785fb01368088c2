"""Messages by SMTP, with STARTTLS or TLS and checked certificates."""

from __future__ import annotations

import re
import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from workers.notifying.messages import one_line
from workers.notifying.receivers import Receiver, SmtpServer
from workers.notifying.sending import Outgoing, SendError

_DOCX = ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document")
_ANSWER = re.compile(r"[^@\x00-\x1f\x7f-\xff]{1,80}")


def mail(outgoing: Outgoing, receiver: Receiver, server: SmtpServer) -> EmailMessage:
    """The message; the same bytes on every try, so that receiving systems recognise a repetition."""
    message = EmailMessage(policy=SMTP)
    domain = server.sender.rsplit("@", 1)[1]
    message["Message-ID"] = f"<{outgoing.id}@{domain}>"
    message["Date"] = outgoing.created
    message["From"] = Address(addr_spec=server.sender)
    message["To"] = Address(display_name=one_line(receiver.nama), addr_spec=receiver.email or "")
    message["Subject"] = outgoing.subject
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    message.set_content(outgoing.plain)
    message.add_alternative(outgoing.html, subtype="html")
    if outgoing.attachment:
        message.add_attachment(
            outgoing.attachment.content, maintype=_DOCX[0], subtype=_DOCX[1], filename=outgoing.attachment.name
        )
    for index, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary(f"alur-{index}-{outgoing.id}")
    return message


def send_mail(outgoing: Outgoing, receiver: Receiver, server: SmtpServer) -> str:
    """Hand the message to the server and return its answer (code and queue id). Raises SendError."""
    if not receiver.email:
        raise SendError("tanpa-alamat-email", permanent=True)
    content = mail(outgoing, receiver, server).as_bytes()
    try:
        with _connect(server) as client:
            if server.security == "starttls":
                client.starttls(context=_context(server))
            if server.user:
                client.login(server.user, server.password)
            client.ehlo_or_helo_if_needed()
            _expect(client.mail(server.sender), "MAIL")
            _expect(client.rcpt(receiver.email), "RCPT")
            return _expect(client.data(content), "DATA")
    except SendError:
        raise
    except smtplib.SMTPResponseException as error:
        # Log-in and greeting errors are repaired in the settings, after which the same message goes through.
        raise SendError(f"{type(error).__name__} {error.smtp_code}", permanent=False) from error
    except (smtplib.SMTPException, OSError) as error:
        raise SendError(type(error).__name__, permanent=False) from error


def _connect(server: SmtpServer) -> smtplib.SMTP:
    if server.security == "tls":
        return smtplib.SMTP_SSL(
            server.host, server.port, timeout=server.timeout_seconds, context=_context(server), local_hostname="alur"
        )
    return smtplib.SMTP(server.host, server.port, timeout=server.timeout_seconds, local_hostname="alur")


def _context(server: SmtpServer) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(server.ca_file) if server.ca_file else None)


def _expect(answer: tuple[int, bytes], command: str) -> str:
    code, text = answer
    if not 200 <= code < 300:
        # RFC 5321, 4.2.1: 5yz is final for this message; 552 (mailbox full) passes, see RFC 1893 on x.2.2.
        raise SendError(f"{command} {code}", permanent=500 <= code < 600 and code != 552)
    told = text.decode("ascii", "replace").splitlines()
    first = told[0] if told else ""
    return f"{code} {first}" if _ANSWER.fullmatch(first) else str(code)
