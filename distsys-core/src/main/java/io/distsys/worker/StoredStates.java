package io.distsys.worker;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

import io.distsys.cluster.NodeId;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the states of a slot on two nodes and in the user's store: something is safe when
 * both have it.
 */
final class StoredStates implements StateKeeper {

	private static final Logger logger = LoggerFactory.getLogger(StoredStates.class);

	private final SlotTenure tenure;

	private final Hosting hosting;

	private final SlotReplication replication;

	private final WorkerStore store;

	private final WorkerStore.Slot slot;

	private final StoreWriter writer;

	StoredStates(SlotTenure tenure, Hosting hosting, SlotReplication replication, WorkerStore store) {
		this.tenure = tenure;
		this.hosting = hosting;
		this.replication = replication;
		this.store = store;
		this.slot = new WorkerStore.Slot(tenure.type().definition().name(), tenure.slot());
		this.writer = new StoreWriter(store, this.slot, tenure.fence().token(), hosting.loop(), hosting.storage());
	}

	/**
	 * Tried for as long as the next owner would wait for other nodes, also if the store
	 * neither answers nor fails.
	 */
	@Override
	public CompletionStage<Void> prepare() {
		CompletableFuture<Void> prepared = new CompletableFuture<>();
		Subscription limit = this.hosting.loop()
			.schedule(this.hosting.settings().recoveryTimeout(), () -> giveUp(prepared));
		prepared.whenComplete((done, failure) -> limit.close());
		tryToPrepare(prepared);
		return prepared;
	}

	private void giveUp(CompletableFuture<Void> prepared) {
		prepared.completeExceptionally(
				new IllegalStateException("The store does not say which workers " + this.tenure + " has"));
	}

	private void tryToPrepare(CompletableFuture<Void> prepared) {
		try {
			this.hosting.storage().execute(() -> openStore(prepared));
		}
		catch (RejectedExecutionException ex) {
			prepared.completeExceptionally(ex);
		}
	}

	private void openStore(CompletableFuture<Void> prepared) {
		if (prepared.isDone()) {
			return;
		}
		try {
			this.writer.write(this.replication.adopt(this.store.open(this.slot, this.tenure.fence().token())));
			prepared.complete(null);
		}
		catch (WorkerStore.OutdatedTokenException ex) {
			prepared.completeExceptionally(ex);
		}
		catch (Exception | LinkageError ex) {
			failed(prepared, ex);
		}
	}

	private void failed(CompletableFuture<Void> prepared, Throwable failure) {
		if (this.tenure.isClosed()) {
			giveUp(prepared);
			return;
		}
		logger.warn("The store of workers does not open a slot, which waits slot={}", this.tenure, failure);
		this.hosting.loop().schedule(StoreWriter.PAUSE, () -> tryToPrepare(prepared));
	}

	@Override
	public void open(Set<NodeId> told) {
		this.replication.open(told);
	}

	@Override
	public CompletionStage<@Nullable Object> load(String key) {
		return this.replication.load(key);
	}

	@Override
	public CompletableFuture<Void> save(String key, Object state, byte[] encoded) {
		return both(this.replication.save(key, state, encoded), new WorkerStore.Kept(key, encoded));
	}

	@Override
	public CompletableFuture<Void> remember(String key) {
		return both(this.replication.remember(key), new WorkerStore.Kept(key, null));
	}

	@Override
	public CompletableFuture<Void> confirm(String key) {
		return this.replication.confirm(key);
	}

	@Override
	public CompletableFuture<Void> forget(String key, boolean again) {
		return both(this.replication.forget(key, again),
				again ? new WorkerStore.Kept(key, null) : new WorkerStore.Ended(key));
	}

	private CompletableFuture<Void> both(CompletableFuture<Void> copied, WorkerStore.Change change) {
		return copied.isCompletedExceptionally() ? copied
				: CompletableFuture.allOf(copied, this.writer.write(List.of(change)));
	}

	@Override
	public boolean has(String key) {
		return this.replication.has(key);
	}

	@Override
	public List<String> keys() {
		return this.replication.keys();
	}

	@Override
	public CompletionStage<Void> handOver(@Nullable NodeId next) {
		return written(next).thenCompose((ignored) -> this.replication.handOver(next));
	}

	/**
	 * A store that hangs is not waited for without end: the next owner gets the copies,
	 * and tells the store what it lacks. Where there is no next owner nobody would, and
	 * the slot stays for as long as its node does.
	 */
	private CompletionStage<Void> written(@Nullable NodeId next) {
		CompletableFuture<Void> written = this.writer.flush();
		Duration timeout = this.hosting.settings().handOverTimeout();
		Subscription limit = this.hosting.loop().schedule(timeout, () -> {
			if (next == null) {
				written.completeExceptionally(new IllegalStateException("The store of workers has not taken the changes"
						+ " of " + this.tenure + " within " + timeout + ", and no other node is there to have them"));
			}
			else if (written.complete(null)) {
				logger.warn("A slot moves before the store of workers has its last changes, which its next owner"
						+ " writes slot={} next={} waited={}", this.tenure, next, timeout);
			}
		});
		return written.whenComplete((ignored, failure) -> limit.close());
	}

	@Override
	public void giveUpWaiting() {
		this.writer.giveUpWaiting();
	}

	@Override
	public void check() {
		this.replication.check();
	}

	@Override
	public void close() {
		this.replication.close();
		this.writer.close();
	}

}
