"""DBOS as a peer: one durable workflow a message, with its send as a step, on a queue."""

from __future__ import annotations

import os
import time

import httpx
from dbos import DBOS, Queue

DBOS(config={"name": "ninety-bench", "system_database_url": os.environ["BENCH_DATABASE"], "log_level": "ERROR"})
queue = Queue("sends", concurrency=int(os.environ["SLOTS"]))
client = httpx.Client(base_url=os.environ["FAKE_URL"], limits=httpx.Limits(max_connections=64))


@DBOS.step()
def post(number: int) -> None:
    metadata = {"event_type": "ninety_delivery", "event_payload": {"delivery_id": str(number)}}
    message = {"channel": f"D{number}", "text": "An episode", "metadata": metadata}
    client.post("/api/chat.postMessage", json=message, headers={"Authorization": "Bearer xoxb"}).raise_for_status()


@DBOS.workflow()
def send(number: int) -> None:
    post(number)


if __name__ == "__main__":
    DBOS.launch()
    for number in range(int(os.environ["COUNT"])):
        queue.enqueue(send, number)
    while True:  # the benchmark ends the process when everything has arrived
        time.sleep(0.5)
