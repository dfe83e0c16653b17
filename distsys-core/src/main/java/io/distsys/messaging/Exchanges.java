package io.distsys.messaging;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.distsys.cluster.NodeId;
import io.distsys.time.MonotonicClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Questions that travel alone, beside the lanes, where nothing waits on the lane anyway.
 * The answer is their acknowledgement: so there is one frame each way, and not two with
 * two acknowledgements. Where many are under way the frames of a lane, which carry many,
 * cost less: those above the limit go there.
 */
final class Exchanges {

	/** So many are under way to one node. */
	static final int LIMIT = 4;

	private static final Logger logger = LoggerFactory.getLogger(Exchanges.class);

	/** A frame of no stream: no order, and so no sequence. */
	private static final long NO_STREAM = 0;

	/** The answer comes by the lane. */
	private static final byte[] ELSEWHERE = new byte[0];

	private static final Duration SLACK = Duration.ofSeconds(5);

	private final Transport transport;

	private final MonotonicClock clock;

	private final MessagingSettings settings;

	private final MessagingCounters counters;

	private final Complaint malformed;

	private final BiConsumer<PendingCall, Reply> giveUp;

	private final Consumer<List<Envelope.Answer>> answers;

	/**
	 * @param giveUp told of a call that certainly did not arrive
	 * @param answers takes the answers
	 */
	Exchanges(Transport transport, MonotonicClock clock, MessagingSettings settings, MessagingCounters counters,
			Complaint malformed, BiConsumer<PendingCall, Reply> giveUp, Consumer<List<Envelope.Answer>> answers) {
		this.transport = transport;
		this.clock = clock;
		this.settings = settings;
		this.counters = counters;
		this.malformed = malformed;
		this.giveUp = giveUp;
		this.answers = answers;
	}

	/**
	 * Send a call alone, if that is the better way.
	 * @param underWay how many are under way to that node
	 * @return {@code false} if it has to go by the lane
	 */
	boolean send(NodeId to, AtomicInteger underWay, Envelope.Call envelope, PendingCall call) {
		if (!this.transport.canExchange() || Frame.sizeOf(envelope) > this.settings.maxFrameBytes()) {
			return false;
		}
		if (underWay.incrementAndGet() > LIMIT) {
			underWay.decrementAndGet();
			return false;
		}
		if (!call.markSent()) {
			underWay.decrementAndGet();
			return true;
		}
		long now = this.clock.nanos();
		Duration patience = Duration.ofNanos(Math.max(0, envelope.deadlineNanos() - now)).plus(SLACK);
		this.counters.framesSent.increment();
		this.counters.sent.increment();
		exchange(to, frame(envelope, now), patience).whenComplete((answer, failure) -> {
			underWay.decrementAndGet();
			if (failure != null) {
				onFailure(to, call, failure);
			}
			else if (answer.length > 0) {
				onAnswer(to, answer);
			}
		});
		return true;
	}

	private CompletionStage<byte[]> exchange(NodeId to, byte[] frame, Duration patience) {
		try {
			return this.transport.exchange(to, frame, patience);
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private static byte[] frame(Envelope envelope, long nowNanos) {
		return new Frame(NO_STREAM, 0, List.of(envelope)).encode(nowNanos);
	}

	private void onFailure(NodeId to, PendingCall call, Throwable failure) {
		Transport.NotSentException notSent = Transport.NotSentException.in(failure);
		if (notSent != null) {
			this.counters.framesNotSent.increment();
			this.giveUp.accept(call, new Reply.Unreachable(Outcome.DID_NOT_RUN, "Not sent: " + notSent.getMessage()));
			return;
		}
		// It may have arrived: the loss of the node or the deadline ends the call.
		this.counters.framesUnacknowledged.increment();
		logger.debug("A question has come to nothing to={}", to, failure);
	}

	private void onAnswer(NodeId from, byte[] bytes) {
		Envelope.Answer answer = read(from, bytes, Envelope.Answer.class);
		if (answer != null) {
			this.answers.accept(List.of(answer));
		}
	}

	/**
	 * Read a question that came alone.
	 * @return the call, or {@literal null} if it is none
	 */
	Envelope.@Nullable Call read(NodeId from, byte[] bytes) {
		return read(from, bytes, Envelope.Call.class);
	}

	private <T> @Nullable T read(NodeId from, byte[] bytes, Class<T> type) {
		try {
			List<Envelope> envelopes = Frame.decode(bytes, this.clock.nanos()).envelopes();
			if (envelopes.size() == 1 && type.isInstance(envelopes.get(0))) {
				this.counters.received.increment();
				return type.cast(envelopes.get(0));
			}
			this.malformed.add(from, "A frame beside the lanes is no " + type.getSimpleName());
		}
		catch (IllegalArgumentException ex) {
			this.malformed.add(from, String.valueOf(ex.getMessage()));
		}
		return null;
	}

	/**
	 * Answer a question the way it came, unless the answer is large or that way is gone.
	 * @param back takes it back
	 * @param lane sends it otherwise
	 */
	void answer(Envelope.Answer answer, Predicate<byte[]> back, Consumer<Envelope.Answer> lane) {
		if (Frame.sizeOf(answer) > this.settings.maxFrameBytes()) {
			lane.accept(answer);
			if (!back.test(ELSEWHERE)) {
				logger.debug("The asker was not told that a large answer comes by the lane correlation={}",
						answer.correlation());
			}
		}
		else if (back.test(frame(answer, this.clock.nanos()))) {
			this.counters.sent.increment();
		}
		else {
			lane.accept(answer);
		}
	}

}
