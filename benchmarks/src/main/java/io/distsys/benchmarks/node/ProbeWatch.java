package io.distsys.benchmarks.node;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.distsys.faults.history.EventKind;
import io.distsys.faults.history.HistoryWriter;
import io.distsys.ownership.Fence;

/**
 * Asks every fence that this node was given until it is closed, and records when it was
 * last seen open: two lines a grant, so that watching costs next to nothing.
 */
class ProbeWatch {

	private final HistoryWriter history;

	private final boolean asks;

	private final Queue<Open> open = new ConcurrentLinkedQueue<>();

	ProbeWatch(HistoryWriter history, BenchmarkProperties properties) {
		this.history = history;
		this.asks = properties.watchEvery() != null;
		Duration every = properties.watchEvery();
		if (every != null) {
			Executors.newSingleThreadScheduledExecutor((task) -> {
				Thread thread = new Thread(task, "benchmarks-watch");
				thread.setDaemon(true);
				return thread;
			}).scheduleAtFixedRate(this::ask, 0, every.toNanos(), TimeUnit.NANOSECONDS);
		}
	}

	void begin(String resource, Fence fence) {
		long from = System.nanoTime();
		if (fence.isHeld()) {
			this.history.record(from, System.nanoTime(), EventKind.ACQUIRED, resource, fence.token().value(), "");
			if (this.asks) {
				this.open.add(new Open(resource, fence, from));
			}
		}
	}

	/** Where nobody asks the fences, the code knows when it was told to stop. */
	void end(String resource, Fence fence) {
		if (!this.asks) {
			this.history.record(EventKind.CLOSED, resource, fence.token().value(), "");
		}
	}

	private void ask() {
		this.open.removeIf((watched) -> !watched.isOpen(this.history));
	}

	/** A grant whose fence was open when it was last asked. */
	private static final class Open {

		private final String resource;

		private final Fence fence;

		private long lastOpen;

		private Open(String resource, Fence fence, long lastOpen) {
			this.resource = resource;
			this.fence = fence;
			this.lastOpen = lastOpen;
		}

		private boolean isOpen(HistoryWriter history) {
			long now = System.nanoTime();
			if (this.fence.isHeld()) {
				this.lastOpen = now;
				return true;
			}
			history.record(this.lastOpen, System.nanoTime(), EventKind.CLOSED, this.resource,
					this.fence.token().value(), "");
			return false;
		}

	}

}
