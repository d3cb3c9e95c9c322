# One image for web, worker, beat and migrate: compose.yaml says which it becomes.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1

WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt \
    && useradd --system --uid 10001 --home-dir /var/lib/hep --create-home hep \
    && install -d -o hep -m 700 /var/lib/hep-audit

COPY exercises.yaml wsgi.py ./
COPY hep_api hep_api
COPY workers workers

USER hep
ENV HEP_DATA_DIR=/var/lib/hep HEP_HOST=0.0.0.0 HEP_PORT=8000
EXPOSE 8000

# TLS ends at the proxy in front; one thread a worker is what was measured fastest.
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "1", "wsgi:app"]
