package io.distsys.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import io.distsys.ownership.FencingToken;
import io.distsys.time.EventLoop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the changes of one slot under one grant to the store, one batch at a time; the
 * next one fills meanwhile, and of each worker only the newest change is in it.
 */
final class StoreWriter {

	static final Duration PAUSE = Duration.ofMillis(500);

	private static final Logger logger = LoggerFactory.getLogger(StoreWriter.class);

	private final WorkerStore store;

	private final WorkerStore.Slot slot;

	private final FencingToken token;

	private final EventLoop loop;

	private final Executor executor;

	private Map<String, WorkerStore.Change> waiting = new LinkedHashMap<>();

	private List<CompletableFuture<Void>> waiters = new ArrayList<>();

	private List<CompletableFuture<Void>> waitersUnderWay = List.of();

	private boolean underWay;

	private boolean closed;

	private boolean failing;

	StoreWriter(WorkerStore store, WorkerStore.Slot slot, FencingToken token, EventLoop loop, Executor executor) {
		this.store = store;
		this.slot = slot;
		this.token = token;
		this.loop = loop;
		this.executor = executor;
	}

	/**
	 * Have changes written; completes when they are, exceptionally if it is not known.
	 */
	CompletableFuture<Void> write(List<? extends WorkerStore.Change> changes) {
		CompletableFuture<Void> written = new CompletableFuture<>();
		boolean begins;
		synchronized (this) {
			if (this.closed) {
				return CompletableFuture.failedFuture(notSaved());
			}
			if (changes.isEmpty() && !this.underWay && this.waiting.isEmpty()) {
				return CompletableFuture.completedFuture(null);
			}
			changes.forEach((change) -> put(this.waiting, change));
			this.waiters.add(written);
			begins = !this.underWay;
			this.underWay = true;
		}
		if (begins) {
			submit();
		}
		return written;
	}

	/** Completes when all that was given before is written. */
	CompletableFuture<Void> flush() {
		return write(List.of());
	}

	/** The newest change of a worker is the last. */
	private static void put(Map<String, WorkerStore.Change> changes, WorkerStore.Change change) {
		changes.remove(change.key());
		changes.put(change.key(), change);
	}

	private void submit() {
		try {
			this.executor.execute(this::writeAll);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Nothing is written any more, the executor is closed slot={}", this.slot);
			close();
		}
	}

	private void writeAll() {
		Batch batch = take();
		while (batch != null) {
			try {
				this.store.save(this.slot, this.token, List.copyOf(batch.changes().values()));
				batch.written();
			}
			catch (WorkerStore.OutdatedTokenException ex) {
				logger.debug("A later grant of a slot is known to the store slot={} token={}", this.slot, this.token);
				close();
				batch.lost(notSaved());
				return;
			}
			catch (Exception | LinkageError ex) {
				again(batch, ex);
				return;
			}
			wrote();
			batch = take();
		}
	}

	private synchronized void wrote() {
		if (this.failing) {
			this.failing = false;
			logger.info("The store of workers takes changes again slot={}", this.slot);
		}
	}

	private synchronized @Nullable Batch take() {
		if (this.closed || (this.waiting.isEmpty() && this.waiters.isEmpty())) {
			this.underWay = false;
			this.waitersUnderWay = List.of();
			return null;
		}
		Batch batch = new Batch(this.waiting, this.waiters);
		this.waitersUnderWay = this.waiters;
		this.waiting = new LinkedHashMap<>();
		this.waiters = new ArrayList<>();
		return batch;
	}

	private void again(Batch batch, Throwable failure) {
		synchronized (this) {
			if (!this.failing) {
				logger.warn("The store of workers does not take changes, replies wait slot={} workers={}", this.slot,
						batch.changes().size(), failure);
			}
			this.failing = true;
			if (this.closed) {
				batch.lost(notSaved());
				return;
			}
			Map<String, WorkerStore.Change> all = batch.changes();
			this.waiting.values().forEach((change) -> put(all, change));
			this.waiting = all;
			batch.waiters().addAll(this.waiters);
			this.waiters = batch.waiters();
			this.waitersUnderWay = List.of();
		}
		this.loop.schedule(PAUSE, this::submit);
	}

	/** Nobody waits any longer for what is not written; it is written all the same. */
	void giveUpWaiting() {
		List<CompletableFuture<Void>> lost;
		synchronized (this) {
			lost = new ArrayList<>(this.waitersUnderWay);
			lost.addAll(this.waiters);
			this.waiters = new ArrayList<>();
		}
		lost.forEach((done) -> done.completeExceptionally(notSaved()));
	}

	/** The grant has ended: what has not been written will not be known to be. */
	void close() {
		synchronized (this) {
			this.closed = true;
			this.waiting = new LinkedHashMap<>();
		}
		giveUpWaiting();
	}

	private StateNotSavedException notSaved() {
		return new StateNotSavedException("Slot " + this.slot.index() + " of worker type '" + this.slot.type()
				+ "' was lost, or had to move, before the change of its worker was in the store: it may be kept or not");
	}

	private record Batch(Map<String, WorkerStore.Change> changes, List<CompletableFuture<Void>> waiters) {

		private void written() {
			this.waiters.forEach((done) -> done.complete(null));
		}

		private void lost(StateNotSavedException why) {
			this.waiters.forEach((done) -> done.completeExceptionally(why));
		}

	}

}
