package io.distsys.hazelcast;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import com.hazelcast.cluster.Address;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.internal.util.ConcurrencyUtil;
import com.hazelcast.spi.exception.CallerNotMemberException;
import com.hazelcast.spi.exception.RetryableIOException;
import com.hazelcast.spi.exception.TargetNotMemberException;
import com.hazelcast.spi.exception.WrongTargetException;
import com.hazelcast.spi.impl.operationexecutor.OperationHostileThread;
import com.hazelcast.spi.impl.operationservice.OperationService;
import io.distsys.cluster.NodeId;
import io.distsys.messaging.Lane;
import io.distsys.messaging.Transport;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Carries frames over the connections between Hazelcast members. Frames of the control
 * lane overtake those of the bulk lane on the connection and in the queue of the
 * receiver.
 * <p>
 * The instance must run with a configuration that {@link HazelcastConfigurer} made or
 * completed. Stages complete on threads of Hazelcast that it forbids to send anything:
 * the next frame is sent by another one, on the bulk lane by a thread of the transport.
 *
 * @since 0.1
 */
public final class HazelcastTransport implements Transport, AutoCloseable {

	/** After it Hazelcast forgets a frame to a member that is there and silent. */
	private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

	private final HazelcastInstance instance;

	private final OperationService operations;

	private final MemberDirectory directory;

	private final OrderedPaths paths;

	private final NodeId self;

	private final Executor controlSender;

	private final ExecutorService bulkSender = Executors.newSingleThreadExecutor((task) -> {
		Thread thread = new Thread(task, "distsys-transport-1");
		thread.setDaemon(true);
		return thread;
	});

	private volatile boolean closed;

	private volatile Subscription door = () -> {
	};

	/**
	 * Create a transport of this member.
	 * @param instance the running member
	 * @param control sends what waited for an acknowledgement on the control lane, and
	 * what goes back: the thread that handles most of what comes on that lane, which is
	 * awake then
	 * @throws IllegalArgumentException if the instance is a client, or was not configured
	 * by {@link HazelcastConfigurer}
	 */
	public HazelcastTransport(HazelcastInstance instance, Executor control) {
		this.instance = instance;
		this.controlSender = (task) -> {
			if (this.closed) {
				throw new RejectedExecutionException("The transport is closed");
			}
			control.execute(task);
		};
		this.operations = MemberInternals.engineOf(instance).getOperationService();
		this.directory = new MemberDirectory(instance);
		this.self = HazelcastMembership.self(instance).id();
		this.paths = new OrderedPaths(MemberInternals.nodeOf(instance), this.directory, this.self);
		if (!FrameOperations.isRegistered(instance.getConfig().getSerializationConfig())) {
			throw new IllegalArgumentException("The Hazelcast instance '" + instance.getName()
					+ "' does not know the messages of distsys: complete its Config with HazelcastConfigurer");
		}
	}

	@Override
	public void receive(FrameReceiver receiver) {
		this.door = new FrameDoor(this.self, receiver, this::sender).open(this.instance);
	}

	@Override
	public CompletionStage<Void> send(NodeId to, Lane lane, byte[] frame) {
		FrameOperation operation = (lane == Lane.CONTROL) ? new FrameOperation.Control(this.self, to, frame)
				: new FrameOperation(this.self, to, frame);
		CompletableFuture<Void> accepted = new CompletableFuture<>();
		if (lane == Lane.BULK) {
			accepted.whenComplete((none, ex) -> notePath(to, ex));
		}
		invoke(to, operation, CALL_TIMEOUT, accepted, (response) -> {
			FrameAnswer answer = FrameAnswer.of(response);
			if (answer == null || !answer.isAccepted()) {
				refused(to, response, accepted);
				return;
			}
			try {
				if (lane == Lane.BULK) {
					notePath(to, answer, frame.length);
				}
			}
			finally {
				accepted.complete(null);
			}
		});
		return accepted;
	}

	/** A large frame is never taken in place, though small ones may be. */
	private void notePath(NodeId to, FrameAnswer answer, int bytes) {
		if (answer == FrameAnswer.ACCEPTED_IN_PLACE) {
			this.paths.keep(to);
		}
		else if (bytes <= FramesInPlace.SMALL_BYTES) {
			this.paths.forget(to);
		}
	}

	private void notePath(NodeId to, @Nullable Throwable failure) {
		if (failure != null) {
			this.paths.forget(to);
		}
	}

	@Override
	public @Nullable Path path(NodeId to) {
		return this.paths.find(to);
	}

	@Override
	public boolean canExchange() {
		return true;
	}

	@Override
	public CompletionStage<byte[]> exchange(NodeId to, byte[] frame, Duration patience) {
		CompletableFuture<byte[]> back = new CompletableFuture<>();
		invoke(to, new FrameOperation.Exchange(this.self, to, frame), patience, back, (response) -> {
			if (response instanceof byte[] bytes) {
				back.complete(bytes);
			}
			else {
				refused(to, response, back);
			}
		});
		return back;
	}

	/** Whoever hears of an answer may ask the next question, also where it must not. */
	private void invoke(NodeId to, FrameOperation operation, Duration timeout, CompletableFuture<?> result,
			Consumer<@Nullable Object> onResponse) {
		try {
			if (Thread.currentThread() instanceof OperationHostileThread) {
				sender(operation.lane()).execute(() -> invokeHere(to, operation, timeout, result, onResponse));
			}
			else {
				invokeHere(to, operation, timeout, result, onResponse);
			}
		}
		catch (RejectedExecutionException ex) {
			notSent(result, "The transport is closed");
		}
	}

	private void invokeHere(NodeId to, FrameOperation operation, Duration timeout, CompletableFuture<?> result,
			Consumer<@Nullable Object> onResponse) {
		try {
			Address address = this.directory.find(to);
			if (address == null) {
				notSent(result, "Node " + to + " is not a member of the Hazelcast cluster");
				return;
			}
			this.operations.createInvocationBuilder(null, operation, address)
				.setTryCount(1)
				.setCallTimeout(timeout.toMillis())
				.<Object>invoke()
				.whenCompleteAsync((response, failure) -> {
					if (failure != null) {
						failed(to, failure, result);
					}
					else {
						onResponse.accept(response);
					}
				}, ConcurrencyUtil.CALLER_RUNS);
		}
		catch (RuntimeException ex) {
			notSent(result, "Hazelcast did not take the frame: " + ex);
		}
	}

	/** What waits in it is bounded by the other nodes and the frames in flight. */
	@Override
	public Executor sender(Lane lane) {
		return (lane == Lane.CONTROL) ? this.controlSender : this.bulkSender;
	}

	private void failed(NodeId to, Throwable failure, CompletableFuture<?> result) {
		this.directory.forget(to);
		Throwable cause = unwrap(failure);
		if (hasCertainlyNotArrived(cause)) {
			notSent(result, cause.toString());
		}
		else {
			result.completeExceptionally(cause);
		}
	}

	private void refused(NodeId to, @Nullable Object response, CompletableFuture<?> result) {
		this.directory.forget(to);
		notSent(result,
				(FrameAnswer.of(response) == FrameAnswer.NOT_READY) ? "Node " + to + " does not take messages yet"
						: "Node " + to + " is gone: another process answers at its address");
	}

	/** What Hazelcast says before it sends, or the receiver before it runs anything. */
	private static boolean hasCertainlyNotArrived(Throwable failure) {
		return failure instanceof TargetNotMemberException || failure instanceof CallerNotMemberException
				|| failure instanceof WrongTargetException || failure instanceof RetryableIOException;
	}

	private static Throwable unwrap(Throwable failure) {
		Throwable cause = failure.getCause();
		boolean wrapper = failure instanceof CompletionException || failure instanceof ExecutionException;
		return (wrapper && cause != null) ? cause : failure;
	}

	private static void notSent(CompletableFuture<?> result, String reason) {
		result.completeExceptionally(new NotSentException(reason));
	}

	/**
	 * End the threads: nothing follows the frames that are in flight, and what comes is
	 * refused, for nobody could send what goes back.
	 */
	@Override
	public void close() {
		this.door.close();
		this.closed = true;
		this.paths.close();
		this.bulkSender.shutdown();
	}

}
