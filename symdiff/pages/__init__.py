"""Pages to send: self-contained HTML that needs no script, made of reports and pictures. Nothing is imported here."""
