package io.distsys.hazelcast.guard;

import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import com.hazelcast.cluster.Address;
import com.hazelcast.internal.networking.Channel;
import com.hazelcast.internal.server.ServerConnection;
import io.distsys.time.MonotonicClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows the connections of a member that have not passed yet, closes those that take too
 * long and the oldest where there are too many, and remembers who refused this node.
 * <p>
 * Thread-safe. Closes connections on a thread of its own, never on one of Hazelcast's.
 */
final class Doorkeeper implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Doorkeeper.class);

	private static final Duration QUIET = Duration.ofMinutes(1);

	private static final int MAX_REMEMBERED = 256;

	private static final int TLS_THREADS = 2;

	private final MemberSecurity security;

	private final MonotonicClock clock;

	private final ScheduledThreadPoolExecutor timer;

	private final ThreadPoolExecutor tasks;

	/** The oldest first. */
	private final Map<Channel, Waiting> waiting = new LinkedHashMap<>();

	private final Map<Address, RefusedException> refusedBy = new ConcurrentHashMap<>();

	private final Map<String, Long> warnedAt = new LinkedHashMap<>();

	private final Map<Refusal, Long> refused = new EnumMap<>(Refusal.class);

	/** Is told an address that it makes no sense to call again for now. */
	private volatile Consumer<Address> givenUp = (address) -> {
	};

	private volatile @Nullable String notTaken;

	private long passed;

	private long passingNanos;

	private long evicted;

	Doorkeeper(MemberSecurity security, MonotonicClock clock) {
		this.security = security;
		this.clock = clock;
		this.timer = new ScheduledThreadPoolExecutor(1, (task) -> daemon(task, "distsys-door-1"));
		this.timer.setRemoveOnCancelPolicy(true);
		this.tasks = new ThreadPoolExecutor(TLS_THREADS, TLS_THREADS, 10, TimeUnit.SECONDS,
				new ArrayBlockingQueue<>(2 * security.maxUnauthenticated()), (task) -> daemon(task, "distsys-door-2"));
		this.tasks.allowCoreThreadTimeOut(true);
	}

	void onGivenUp(Consumer<Address> consumer) {
		this.givenUp = consumer;
	}

	private static Thread daemon(Runnable task, String name) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		return thread;
	}

	/** Does the slow parts of TLS handshakes; bounded, rejects what is too much. */
	Executor tasks() {
		return this.tasks;
	}

	/** A connection has begun to pass. */
	synchronized void arrived(Channel channel) {
		try {
			long nanos = this.security.handshakeTimeout().toNanos();
			ScheduledFuture<?> deadline = this.timer.schedule(() -> timeOut(channel), nanos, TimeUnit.NANOSECONDS);
			this.waiting.put(channel, new Waiting(this.clock.nanos(), deadline));
			channel.addCloseListener(this::forget);
			if (!channel.isClientMode()) {
				evictOldest();
			}
		}
		catch (RejectedExecutionException ex) {
			logger.debug("A connection came while the member is being shut down channel={}", channel);
		}
	}

	private void evictOldest() {
		long fromOthers = this.waiting.keySet().stream().filter((channel) -> !channel.isClientMode()).count();
		if (fromOthers > this.security.maxUnauthenticated()) {
			this.waiting.keySet()
				.stream()
				.filter((channel) -> !channel.isClientMode())
				.findFirst()
				.ifPresent((oldest) -> {
					remove(oldest);
					this.evicted++;
					this.timer.execute(() -> close(oldest, "Too many connections have not passed the handshake"));
				});
		}
	}

	private void timeOut(Channel channel) {
		synchronized (this) {
			if (remove(channel) == null) {
				return;
			}
		}
		RefusedException cause = new RefusedException(Refusal.TOO_SLOW, null);
		refused(channel, cause);
		close(channel, "The handshake took too long");
	}

	private synchronized void forget(Channel channel) {
		remove(channel);
	}

	private @Nullable Waiting remove(Channel channel) {
		Waiting removed = this.waiting.remove(channel);
		if (removed != null) {
			removed.deadline().cancel(false);
		}
		return removed;
	}

	/** A connection has passed: Hazelcast has it from here on. */
	void passed(Channel channel) {
		synchronized (this) {
			Waiting waited = remove(channel);
			if (waited != null) {
				this.passed++;
				this.passingNanos += this.clock.nanos() - waited.since();
			}
		}
		Address called = called(channel);
		if (called != null) {
			this.refusedBy.remove(called);
		}
	}

	/**
	 * A connection does not pass. Whoever tells ends it when it has said so to the peer.
	 */
	void refused(Channel channel, RefusedException cause) {
		Address called = called(channel);
		if (called != null && (this.refusedBy.size() < MAX_REMEMBERED || this.refusedBy.containsKey(called))) {
			this.refusedBy.put(called, cause);
			if (cause.refusal() != Refusal.TOO_SLOW) {
				this.givenUp.accept(called);
			}
		}
		String host = (called != null) ? called.toString() : host(channel);
		if (count(cause.refusal(), host)) {
			logger.warn("Connection between nodes refused {}={} reason={}", (called != null) ? "to" : "from",
					(called != null) ? called : channel.remoteSocketAddress(), cause.getMessage());
		}
	}

	/** Count it, and say whether it is worth a line. */
	private synchronized boolean count(Refusal refusal, String host) {
		this.refused.merge(refusal, 1L, Long::sum);
		long now = this.clock.nanos();
		this.warnedAt.values().removeIf((at) -> now - at > QUIET.toNanos());
		return this.warnedAt.size() < MAX_REMEMBERED && this.warnedAt.putIfAbsent(refusal + host, now) == null;
	}

	private static @Nullable Address called(Channel channel) {
		return channel.isClientMode() ? (Address) channel.attributeMap().get(Address.class) : null;
	}

	private static String host(Channel channel) {
		String address = String.valueOf(channel.remoteSocketAddress());
		return address.substring(0, Math.max(0, address.lastIndexOf(':')));
	}

	/** End a connection that was refused. */
	static void end(Channel channel, RefusedException cause) {
		close(channel, "Refused: " + cause.getMessage());
	}

	/** Without a cause, since Hazelcast logs that with its stack for each attempt. */
	private static void close(Channel channel, String reason) {
		if (channel.attributeMap().get(ServerConnection.class) instanceof ServerConnection connection) {
			connection.close(reason, null);
			// Its selectors let go of the socket only when they wake up.
			channel.inboundPipeline().wakeup();
			channel.outboundPipeline().wakeup();
		}
	}

	/** Who refused this node, or was refused by it, when it called last. */
	Map<Address, RefusedException> refusedBy() {
		return Map.copyOf(this.refusedBy);
	}

	/** A cluster has refused this node after the handshake. */
	void notTaken(String reason) {
		this.notTaken = reason;
	}

	@Nullable String notTaken() {
		return this.notTaken;
	}

	synchronized HandshakeStatistics statistics() {
		return new HandshakeStatistics(this.passed, this.waiting.size(), this.refused, this.evicted,
				Duration.ofNanos((this.passed > 0) ? this.passingNanos / this.passed : 0));
	}

	@Override
	public void close() {
		this.timer.shutdownNow();
		this.tasks.shutdownNow();
	}

	private record Waiting(long since, ScheduledFuture<?> deadline) {

	}

}
