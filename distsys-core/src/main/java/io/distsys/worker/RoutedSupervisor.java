package io.distsys.worker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import io.distsys.messaging.CallException;
import io.distsys.messaging.Lane;
import io.distsys.messaging.Outcome;
import io.distsys.messaging.Refusal;
import io.distsys.messaging.Reply;
import io.distsys.time.EventLoop;
import org.jspecify.annotations.Nullable;

/** Sends requests to the owners of the workers' slots, in order with calls. */
final class RoutedSupervisor implements WorkerSupervisor {

	private static final int IN_FLIGHT = 256;

	private static final byte[] NOTHING = new byte[0];

	private final String type;

	private final SlotCalls calls;

	private final WorkerDirectory directory;

	private final WorkerTarget.SlotCount slots;

	private final Duration timeout;

	private final EventLoop loop;

	RoutedSupervisor(String type, SlotCalls calls, WorkerDirectory directory, WorkerTarget.SlotCount slots,
			Duration timeout, EventLoop loop) {
		this.type = type;
		this.calls = calls;
		this.directory = directory;
		this.slots = slots;
		this.timeout = timeout;
		this.loop = loop;
	}

	@Override
	public String type() {
		return this.type;
	}

	@Override
	public WorkerSupervisor withTimeout(Duration other) {
		if (other.isNegative() || other.isZero()) {
			throw new IllegalArgumentException("The timeout must be positive, not " + other);
		}
		return new RoutedSupervisor(this.type, this.calls, this.directory, this.slots, other, this.loop);
	}

	@Override
	public CompletionStage<StartResult> startAsync(String key) {
		return send(key, WorkerMessage.Kind.START, Telling.ON_THE_LOOP).thenApply(RoutedSupervisor::started);
	}

	private static StartResult started(Reply reply) {
		SupervisorAnswer answer = answer(reply);
		if (answer == null) {
			return NotDone.of(reply);
		}
		return switch (answer.code()) {
			case STARTED -> new StartResult.Started(answer.node());
			case LIMIT -> new NotDone(NotDone.Reason.LIMIT, Outcome.DID_NOT_RUN,
					"node " + answer.node().abbreviated() + " has as many workers as it may have");
			default -> new StartResult.AlreadyRunning(answer.node());
		};
	}

	@Override
	public CompletionStage<StopResult> stopAsync(String key) {
		return send(key, WorkerMessage.Kind.STOP, Telling.ON_THE_LOOP).thenApply(RoutedSupervisor::stopped);
	}

	private static StopResult stopped(Reply reply) {
		SupervisorAnswer answer = answer(reply);
		if (answer == null) {
			return NotDone.of(reply);
		}
		return (answer.code() == SupervisorAnswer.Code.STOPPED) ? new StopResult.Stopped(answer.node())
				: new StopResult.NotRunning();
	}

	@Override
	public CompletionStage<RestartResult> restartAsync(String key) {
		return send(key, WorkerMessage.Kind.RESTART, Telling.ON_THE_LOOP).thenApply(RoutedSupervisor::restarted);
	}

	private static RestartResult restarted(Reply reply) {
		SupervisorAnswer answer = answer(reply);
		if (answer == null) {
			return NotDone.of(reply);
		}
		return (answer.code() == SupervisorAnswer.Code.RESTARTED) ? new RestartResult.Restarted(answer.node())
				: new RestartResult.NotRunning();
	}

	@Override
	public CompletionStage<WorkerLocation> whereIs(String key) {
		return send(key, WorkerMessage.Kind.LOOK, Telling.ON_THE_LOOP).thenApply((reply) -> {
			SupervisorAnswer answer = answer(reply);
			if (answer == null) {
				return NotDone.of(reply);
			}
			return switch (answer.code()) {
				case RUNNING -> new WorkerLocation.Running(answer.node());
				case ASLEEP -> new WorkerLocation.Asleep(answer.node());
				default -> new WorkerLocation.Absent();
			};
		});
	}

	private CompletionStage<Reply> send(String key, WorkerMessage.Kind kind, Telling telling) {
		try {
			int slot = SlotHash.slot(WorkerProxies.requireKey(key), this.slots.of(this.type));
			byte[] body = WorkerMessage.body(telling == Telling.THE_WAITING_THREAD, slot, key, kind, NOTHING);
			return (telling != Telling.ON_THE_LOOP)
					? this.calls.ask(this.calls.self(), Lane.BULK, this.type, body, this.timeout)
					: this.calls.call(this.calls.self(), Lane.BULK, this.type, body, this.timeout);
		}
		catch (CallException ex) {
			return CompletableFuture
				.completedFuture(new Reply.Refused(Refusal.NOT_OWNER, Wire.utf8(String.valueOf(ex.getMessage()))));
		}
	}

	private static @Nullable SupervisorAnswer answer(Reply reply) {
		return (reply instanceof Reply.Answered answered) ? SupervisorAnswer.decode(answered.payload()) : null;
	}

	@Override
	public CompletionStage<Map<String, StartResult>> startAll(Collection<String> keys) {
		keys.forEach(WorkerProxies::requireKey);
		Many many = new Many(new LinkedHashSet<>(keys));
		many.next();
		return many.done;
	}

	@Override
	public CompletionStage<WorkerListing> list() {
		return this.directory.list(this.type, this.timeout);
	}

	@Override
	public CompletionStage<WorkerCount> count() {
		return this.directory.count(this.type, this.timeout);
	}

	@Override
	public StartResult start(String key) {
		return started(wait(key, WorkerMessage.Kind.START));
	}

	@Override
	public StopResult stop(String key) {
		return stopped(wait(key, WorkerMessage.Kind.STOP));
	}

	@Override
	public RestartResult restart(String key) {
		return restarted(wait(key, WorkerMessage.Kind.RESTART));
	}

	private Reply wait(String key, WorkerMessage.Kind kind) {
		CompletableFuture<Reply> result = send(key, kind, Telling.THE_WAITING_THREAD).toCompletableFuture();
		if (this.loop.inLoop() && !result.isDone()) {
			throw new IllegalStateException(
					"A supervisor must not be waited for on the thread of the core: take the method that is async");
		}
		return result.join();
	}

	/** Who is told a reply, and on which thread. */
	private enum Telling {

		/** Whoever may do anything with it. */
		ON_THE_LOOP,

		/** We ourselves, on the thread on which it arrives. */
		WHERE_IT_ARRIVES,

		/** A thread that waits for it, and sends nothing meanwhile. */
		THE_WAITING_THREAD

	}

	/** Many starts, of which only some are under way at a time. */
	private final class Many {

		private final Queue<String> waiting;

		private final int count;

		private final Map<String, StartResult> results = new ConcurrentHashMap<>();

		private final CompletableFuture<Map<String, StartResult>> done = new CompletableFuture<>();

		private int underWay;

		private boolean looping;

		private Many(Collection<String> keys) {
			this.waiting = new ArrayDeque<>(keys);
			this.count = keys.size();
		}

		/**
		 * Answers may come at once: they do not send themselves, or the stack would grow.
		 */
		private void next() {
			if (this.count == 0) {
				this.done.complete(Map.of());
			}
			String key = take(true);
			while (key != null) {
				String started = key;
				send(started, WorkerMessage.Kind.START, Telling.WHERE_IT_ARRIVES)
					.thenAccept((reply) -> answered(started, started(reply)));
				key = take(false);
			}
		}

		private synchronized @Nullable String take(boolean first) {
			if (first && this.looping) {
				return null;
			}
			String key = (this.underWay < IN_FLIGHT) ? this.waiting.poll() : null;
			this.looping = key != null;
			this.underWay += (key != null) ? 1 : 0;
			return key;
		}

		private void answered(String key, StartResult result) {
			this.results.put(key, result);
			synchronized (this) {
				this.underWay--;
			}
			if (this.results.size() == this.count) {
				RoutedSupervisor.this.loop.execute(() -> this.done.complete(Map.copyOf(this.results)));
			}
			next();
		}

	}

}
