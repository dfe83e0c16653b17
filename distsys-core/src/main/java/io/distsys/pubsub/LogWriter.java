package io.distsys.pubsub;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.CallException;
import io.distsys.messaging.Outcome;
import io.distsys.messaging.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * What this node publishes on one reliable topic: numbered, and appended in that order,
 * one batch after another. While a batch is on its way the next one fills.
 */
final class LogWriter {

	private static final int MOST_WAITING = 10_000;

	private static final long MOST_BYTES_WAITING = 64L * 1024 * 1024;

	/** As large as a message of any other kind may be. */
	private static final int MOST_BYTES = 16 * 1024 * 1024;

	private static final int BATCH = 500;

	/** What has so many bytes or more is stored without further ones. */
	private static final int BATCH_BYTES = 1024 * 1024;

	private final String topic;

	private final NodeId self;

	private final RetainedLog log;

	private final Executor userExecutor;

	private final Deque<Waiting> queue = new ArrayDeque<>();

	private long bytesWaiting;

	private long number;

	private boolean writing;

	LogWriter(String topic, NodeId self, RetainedLog log, Executor userExecutor) {
		this.topic = topic;
		this.self = self;
		this.log = log;
		this.userExecutor = userExecutor;
	}

	/** Refuse what is larger than a message may be. */
	void requireSendable(byte[] body) {
		if (body.length > MOST_BYTES) {
			throw new IllegalArgumentException("The message for the reliable topic '" + this.topic + "' has "
					+ body.length + " bytes, more than the limit of " + MOST_BYTES + ": send it in parts");
		}
	}

	CompletionStage<Long> append(Map<String, String> context, byte[] body) {
		CompletableFuture<Long> position = new CompletableFuture<>();
		synchronized (this.queue) {
			if (this.queue.size() >= MOST_WAITING || this.bytesWaiting + body.length > MOST_BYTES_WAITING) {
				position.completeExceptionally(new CallException.RefusedException(
						this.queue.size() + " messages of " + this.bytesWaiting
								+ " bytes wait to be stored for the reliable topic '" + this.topic + "'",
						Refusal.BUFFER_FULL));
				return position;
			}
			this.number++;
			Waiting last = new Waiting(new LoggedMessage(this.self, this.number, context, body).toBytes(), position);
			this.queue.add(last);
			this.bytesWaiting += last.bytes().length;
			if (this.writing) {
				return position;
			}
			this.writing = true;
		}
		write();
		return position;
	}

	private void write() {
		List<Waiting> batch = new ArrayList<>();
		synchronized (this.queue) {
			for (int bytes = 0; !this.queue.isEmpty() && batch.size() < BATCH && bytes < BATCH_BYTES;) {
				Waiting next = this.queue.remove();
				batch.add(next);
				bytes += next.bytes().length;
				this.bytesWaiting -= next.bytes().length;
			}
			this.writing = !batch.isEmpty();
		}
		if (!batch.isEmpty()) {
			append(batch).handleAsync((last, failure) -> {
				answer(batch, last, failure);
				write();
				return true;
			}, this.userExecutor).exceptionally((failure) -> notTaken(batch, failure));
		}
	}

	/** How many messages wait. */
	int waiting() {
		synchronized (this.queue) {
			return this.queue.size();
		}
	}

	/** What follows cannot run: this node stops. */
	private boolean notTaken(List<Waiting> batch, Throwable failure) {
		answer(batch, null, failure);
		synchronized (this.queue) {
			this.writing = false;
		}
		return false;
	}

	private CompletionStage<Long> append(List<Waiting> batch) {
		try {
			return this.log.append(this.topic, batch.stream().map(Waiting::bytes).toList());
		}
		catch (RuntimeException | Error ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private void answer(List<Waiting> batch, @Nullable Long last, @Nullable Throwable failure) {
		for (int i = 0; i < batch.size(); i++) {
			CompletableFuture<Long> position = batch.get(i).position();
			if (last != null) {
				position.complete(last - batch.size() + 1 + i);
			}
			else {
				CallException unknown = new CallException(
						"It is not known whether a message of the reliable topic '" + this.topic + "' is stored",
						Outcome.MAY_HAVE_RUN);
				unknown.initCause(failure);
				position.completeExceptionally(unknown);
			}
		}
	}

	private record Waiting(byte[] bytes, CompletableFuture<Long> position) {

	}

}
