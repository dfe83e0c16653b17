package io.distsys.pubsub;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

import io.distsys.messaging.Codec;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.MessageObserver.Kind;
import io.distsys.messaging.MessageObserver.Operation;
import io.distsys.pubsub.ReliableListener.Origin;
import io.distsys.pubsub.RetainedLog.Slice;
import io.distsys.pubsub.TopicListener.Publication;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a reliable topic for one listener: a slice, its messages one after another, the
 * next slice. Each read belongs to a round; when the log was replaced a new round begins
 * with the oldest message that is kept, and what a read of an earlier round still brings
 * is not looked at. A log that does not reach the position that is asked for was begun
 * anew: it is read from its oldest message too.
 *
 * @param <T> the type of the messages
 */
final class LogReader<T> implements Subscription {

	private static final Logger logger = LoggerFactory.getLogger(LogReader.class);

	private static final Duration PAUSE = Duration.ofSeconds(1);

	private static final int SLICE = 100;

	private static final long BEGINNING = 0;

	private final String topic;

	private final Class<T> type;

	private final ReliableListener<? super T> listener;

	private final ReplayOptions options;

	private final RetainedLog log;

	private final Codec codec;

	private final EventLoop loop;

	private final Executor userExecutor;

	private final TopicErrorHandler errorHandler;

	private final MessageObserver observer;

	private final LongAdder delivered = new LongAdder();

	private final LongAdder skipped = new LongAdder();

	private final LongAdder failed = new LongAdder();

	private final LongAdder lost = new LongAdder();

	private final LongAdder repeated = new LongAdder();

	/** Of the one slice that is worked on; guarded by this reader. */
	private final SeenNumbers seen = new SeenNumbers();

	private volatile long position;

	private final AtomicLong round = new AtomicLong();

	private volatile boolean closed;

	LogReader(String topic, Class<T> type, ReliableListener<? super T> listener, ReplayOptions options, RetainedLog log,
			Codec codec, EventLoop loop, Executor userExecutor, TopicErrorHandler errorHandler,
			MessageObserver observer) {
		this.topic = topic;
		this.type = type;
		this.listener = listener;
		this.options = options;
		this.log = log;
		this.codec = codec;
		this.loop = loop;
		this.userExecutor = userExecutor;
		this.errorHandler = errorHandler;
		this.observer = observer;
	}

	void start() {
		switch (this.options.start()) {
			case EARLIEST -> readFrom(BEGINNING, false);
			case AFTER -> readAfter(this.options.position());
			case LATEST -> readFrom(RetainedLog.END, false);
		}
	}

	/** What was taken before this reader was there may be of another log. */
	private void readAfter(long taken) {
		if (this.closed || taken < BEGINNING) {
			readFrom(BEGINNING, true);
			return;
		}
		this.position = taken + 1;
		long own = this.round.get();
		this.log.last(this.topic).whenComplete((last, failure) -> {
			if (this.closed || own != this.round.get()) {
				return;
			}
			if (failure != null) {
				later("it cannot be read", failure, () -> readAfterAgain(own, taken));
			}
			else if (last >= taken) {
				this.loop.execute(() -> readAgain(own, taken + 1, true));
			}
			else {
				logger.warn("A subscriber begins after a position that a reliable topic does not reach, the log was "
						+ "begun anew: it is read from its oldest message topic={} subscriber={} after={} " + "last={}",
						this.topic, this.options.id(), taken, last);
				readAnew(own);
			}
		});
	}

	private void readAfterAgain(long own, long taken) {
		if (own == this.round.get()) {
			readAfter(taken);
		}
	}

	/** Nobody knows what is missing of the log that there was. */
	private void readAnew(long own) {
		try {
			this.userExecutor.execute(() -> {
				tellAnew(own);
				this.loop.execute(() -> readAgain(own, BEGINNING, false));
			});
		}
		catch (RuntimeException | Error ex) {
			later("the executor does not take it", ex, () -> readAnew(own));
		}
	}

	private synchronized void tellAnew(long own) {
		if (!this.closed && own == this.round.get()) {
			tellGap(ReliableListener.UNKNOWN);
		}
	}

	/** The log may be another one now. */
	void restart() {
		this.round.incrementAndGet();
		readFrom(BEGINNING, false);
	}

	/**
	 * @param contiguous whether what is missing between the position and what is read is
	 * lost
	 */
	private void readFrom(long from, boolean contiguous) {
		if (this.closed) {
			return;
		}
		this.position = from;
		long own = this.round.get();
		CompletionStage<Slice> slice = this.log.read(this.topic, from, SLICE);
		slice.whenComplete((read, failure) -> {
			if (this.closed || own != this.round.get()) {
				return;
			}
			if (failure != null) {
				later("it cannot be read", failure, () -> readAgain(own, from, contiguous));
			}
			else {
				work(own, read, from, contiguous);
			}
		});
	}

	private void readAgain(long own, long from, boolean contiguous) {
		if (own == this.round.get()) {
			readFrom(from, contiguous);
		}
	}

	private void later(String what, Throwable failure, Runnable again) {
		if (!this.closed) {
			logger.debug("A reliable topic waits, {} topic={} subscriber={}", what, this.topic, this.options.id(),
					failure);
			this.loop.schedule(PAUSE, again);
		}
	}

	private void work(long own, Slice slice, long from, boolean contiguous) {
		try {
			this.userExecutor.execute(() -> deliverAll(own, slice, from, contiguous));
		}
		catch (RuntimeException | Error ex) {
			later("the executor does not take it", ex, () -> readAgain(own, from, contiguous));
		}
	}

	private synchronized void deliverAll(long own, Slice slice, long from, boolean contiguous) {
		if (this.closed || own != this.round.get()) {
			return;
		}
		if (slice.first() < from && from != RetainedLog.END) {
			logger.warn("The log of a reliable topic was begun anew: it is read from its oldest message topic={} "
					+ "subscriber={} from={} first={}", this.topic, this.options.id(), from, slice.first());
			this.loop.execute(() -> readAgain(own, BEGINNING, false));
			return;
		}
		if (contiguous && slice.first() > from) {
			this.seen.skip();
			gap(slice.first() - from);
		}
		long next = slice.first();
		for (byte[] message : slice.messages()) {
			if (this.closed || own != this.round.get()) {
				return;
			}
			deliver(message, next);
			next++;
		}
		long following = next;
		this.loop.execute(() -> {
			if (own == this.round.get()) {
				readFrom(following, slice.first() >= from);
			}
		});
	}

	private void gap(long missing) {
		this.lost.add(missing);
		logger.warn("Messages of a reliable topic are lost for a subscriber topic={} subscriber={} lost={}", this.topic,
				this.options.id(), missing);
		tellGap(missing);
	}

	private void tellGap(long missing) {
		try {
			this.listener.onGap(missing);
		}
		catch (Throwable ex) {
			logger.warn("A listener failed on a gap topic={} subscriber={}", this.topic, this.options.id(), ex);
		}
	}

	private void deliver(byte[] bytes, long at) {
		LoggedMessage logged;
		try {
			logged = LoggedMessage.fromBytes(bytes);
		}
		catch (IllegalArgumentException ex) {
			this.failed.increment();
			logger.warn("A message of a reliable topic cannot be read topic={} position={}", this.topic, at, ex);
			return;
		}
		long missing = this.seen.next(logged.publisher(), logged.number());
		if (missing < 0) {
			this.repeated.increment();
			return;
		}
		if (missing > 0) {
			gap(missing);
		}
		deliver(logged, new Origin(this.topic, logged.publisher(), at));
	}

	private void deliver(LoggedMessage logged, Origin origin) {
		Object message;
		try {
			message = this.codec.decode(logged.body());
		}
		catch (Throwable ex) {
			giveUp(null, origin, ex);
			return;
		}
		if (this.type.isInstance(message)) {
			attempt(this.type.cast(message), origin, logged.context());
		}
		else {
			this.skipped.increment();
		}
	}

	/** Whatever a listener throws, errors as well: the next message follows. */
	private void attempt(T message, Origin origin, Map<String, String> context) {
		Operation operation = new Operation(Kind.RELIABLE_TOPIC, this.topic, this.options.id());
		for (int attempt = 1; !this.closed; attempt++) {
			try {
				this.observer.receive(operation, context, () -> {
					this.listener.onMessage(message, origin);
					return true;
				});
				this.delivered.increment();
				return;
			}
			catch (Throwable ex) {
				if (attempt >= this.options.maxAttempts()) {
					giveUp(message, origin, ex);
					return;
				}
			}
		}
	}

	private void giveUp(@Nullable Object message, Origin origin, Throwable failure) {
		this.failed.increment();
		new DeadLetter(this.options.id(), new Publication(origin.topic(), origin.publisher()), message, failure)
			.tell(this.errorHandler);
	}

	ReliableStatistics statistics() {
		return new ReliableStatistics(this.topic, this.options.id(), this.position, this.delivered.sum(),
				this.skipped.sum(), this.failed.sum(), this.lost.sum(), this.repeated.sum());
	}

	@Override
	public void close() {
		this.closed = true;
	}

}
