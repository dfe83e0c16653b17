package io.distsys.messaging;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import io.distsys.cluster.NodeId;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/** A transport on which everything happens by hand. */
final class HandWire implements Transport {

	final List<byte[]> sent = new CopyOnWriteArrayList<>();

	final List<CompletableFuture<Void>> accepted = new CopyOnWriteArrayList<>();

	final List<Runnable> senders = new CopyOnWriteArrayList<>();

	final List<byte[]> exchanged = new CopyOnWriteArrayList<>();

	final List<byte[]> told = new CopyOnWriteArrayList<>();

	final List<CompletableFuture<byte[]>> backs = new CopyOnWriteArrayList<>();

	boolean closed;

	boolean exchanging;

	/** Whether there is a path, and it takes frames, and is whole. */
	boolean telling;

	boolean whole = true;

	Runnable whileTelling = () -> {
	};

	@Nullable FrameReceiver receiver;

	@Override
	public CompletionStage<Void> send(NodeId to, Lane lane, byte[] frame) {
		this.sent.add(frame);
		CompletableFuture<Void> stage = new CompletableFuture<>();
		this.accepted.add(stage);
		return stage;
	}

	@Override
	public Executor sender(Lane lane) {
		return (task) -> {
			if (this.closed) {
				throw new RejectedExecutionException("closed");
			}
			this.senders.add(task);
		};
	}

	@Override
	public boolean canExchange() {
		return this.exchanging;
	}

	@Override
	public CompletionStage<byte[]> exchange(NodeId to, byte[] frame, Duration patience) {
		this.exchanged.add(frame);
		CompletableFuture<byte[]> back = new CompletableFuture<>();
		this.backs.add(back);
		return back;
	}

	@Override
	public @Nullable Path path(NodeId to) {
		return this.telling ? new HandPath() : null;
	}

	@Override
	public void receive(FrameReceiver receiver) {
		this.receiver = receiver;
	}

	FrameReceiver receiver() {
		FrameReceiver present = this.receiver;
		assertThat(present).isNotNull();
		return present;
	}

	void accept(int frame) {
		this.accepted.get(frame).complete(null);
	}

	void runSenders() {
		List<Runnable> tasks = List.copyOf(this.senders);
		this.senders.clear();
		tasks.forEach(Runnable::run);
	}

	private final class HandPath implements Path {

		@Override
		public boolean tell(byte[] frame) {
			HandWire.this.whileTelling.run();
			return HandWire.this.telling && HandWire.this.told.add(frame);
		}

		@Override
		public boolean isWhole() {
			return HandWire.this.whole;
		}

	}

}
