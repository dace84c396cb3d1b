"""DBOS as a peer: one durable workflow a message, with its send as a step, on a queue that is polled often."""

from __future__ import annotations

import os
import threading

import httpx
from dbos import DBOS

SLOTS = int(os.environ["SLOTS"])
QUEUE = "sends"
POLL_S = 0.05  # its default of a second would be measured instead of its work

client = httpx.Client(base_url=os.environ["FAKE_URL"], limits=httpx.Limits(max_connections=SLOTS))


@DBOS.step()
def post(number: int) -> None:
    metadata = {"event_type": "ninety_delivery", "event_payload": {"delivery_id": str(number)}}
    message = {"channel": f"D{number}", "text": "An episode", "metadata": metadata}
    client.post("/api/chat.postMessage", json=message, headers={"Authorization": "Bearer xoxb"}).raise_for_status()


@DBOS.workflow()
def send(number: int) -> None:
    post(number)


def _launch() -> None:
    DBOS(config={"name": "ninety-bench", "system_database_url": os.environ["BENCH_DATABASE"], "log_level": "ERROR"})


def fill() -> None:
    """Enqueue COUNT workflows in a process that runs none of them."""
    _launch()
    DBOS.listen_queues([])
    DBOS.launch()
    queue = DBOS.register_queue(QUEUE, worker_concurrency=SLOTS, polling_interval_sec=POLL_S)
    for number in range(int(os.environ["COUNT"])):
        queue.enqueue(send, number)
    DBOS.destroy()


def run() -> None:
    _launch()
    print("ready", flush=True)
    DBOS.launch()
    DBOS.register_queue(QUEUE, worker_concurrency=SLOTS, polling_interval_sec=POLL_S)
    threading.Event().wait()  # the benchmark ends the process when everything has arrived
