package io.distsys.singleton;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.Codec;
import io.distsys.messaging.Lane;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.Refusal;
import io.distsys.messaging.Reply;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the state of a singleton to the node that acts next, or was kept. */
final class StateMail {

	private static final Logger logger = LoggerFactory.getLogger(StateMail.class);

	private static final Reply TAKEN = new Reply.Answered(new byte[0]);

	private static final Reply LEAVES = new Reply.Refused(Refusal.DRAINING, new byte[0]);

	private final Messenger messenger;

	private final Codec codec;

	private final Executor executor;

	private final Duration timeout;

	private final LongAdder lost = new LongAdder();

	StateMail(Messenger messenger, Codec codec, Executor executor, Duration timeout) {
		this.messenger = messenger;
		this.codec = codec;
		this.executor = executor;
		this.timeout = timeout;
	}

	private static String address(String name) {
		return "singleton-state/" + name;
	}

	/**
	 * Take what is sent to a singleton of this node. It is taken once it has been handed
	 * on; what becomes of it is the receiver's.
	 * @param takesNew whether this singleton may still begin on this node
	 */
	Subscription receive(LocalSingleton singleton, BooleanSupplier takesNew) {
		return this.messenger.handle(address(singleton.name()), this.executor, (message, replier) -> {
			boolean leaves = !takesNew.getAsBoolean() && singleton.state() == SingletonState.STANDBY;
			boolean taken = !leaves && singleton.inherit(OfferedState.fromBytes(message.payload()));
			replier.reply(taken ? TAKEN : LEAVES);
		});
	}

	/**
	 * Encode a state, on a thread for user code.
	 * @return completes with the bytes, or with {@literal null} if it cannot be encoded,
	 * which is logged; never exceptionally
	 */
	CompletionStage<byte @Nullable []> encode(String name, Object state) {
		CompletableFuture<byte @Nullable []> encoded = new CompletableFuture<>();
		try {
			this.executor.execute(() -> encoded.complete(encodeOrLog(name, state)));
		}
		catch (RuntimeException ex) {
			logger.warn("State of a singleton is lost, its executor takes nothing name={}", name, ex);
			countLost();
			encoded.complete(null);
		}
		return encoded;
	}

	private byte @Nullable [] encodeOrLog(String name, Object state) {
		try {
			return this.codec.encode(state);
		}
		catch (RuntimeException | Error ex) {
			logger.warn("State of a singleton is lost, it cannot be encoded name={}", name, ex);
			countLost();
			return null;
		}
	}

	/** A state was given up. */
	void countLost() {
		this.lost.increment();
	}

	long lost() {
		return this.lost.sum();
	}

	@Nullable Object decode(byte[] bytes) {
		return this.codec.decode(bytes);
	}

	/**
	 * Send a state.
	 * @return completes with what became of it, never exceptionally
	 */
	CompletionStage<Delivery> send(NodeId to, String name, OfferedState state) {
		try {
			return this.messenger.call(to, Lane.BULK, address(name), state.toBytes(), this.timeout)
				.thenApply((reply) -> delivery(reply, name, to));
		}
		catch (IllegalArgumentException ex) {
			logger.warn("State of a singleton cannot be sent name={} to={} reason=\"{}\"", name, to, ex.getMessage());
			return CompletableFuture.completedFuture(Delivery.IMPOSSIBLE);
		}
		catch (RuntimeException ex) {
			logger.debug("State of a singleton was not sent name={} to={}", name, to, ex);
			return CompletableFuture.completedFuture(Delivery.NOT_YET);
		}
	}

	private static Delivery delivery(Reply reply, String name, NodeId to) {
		if (reply instanceof Reply.Answered) {
			return Delivery.ARRIVED;
		}
		logger.debug("State of a singleton has not arrived name={} to={} reply={}", name, to, reply);
		return (reply instanceof Reply.Failed) ? Delivery.IMPOSSIBLE : Delivery.NOT_YET;
	}

	/** What became of a state that was sent. */
	enum Delivery {

		/** The other node has it. */
		ARRIVED,

		/** It is not known to have arrived; it may, if it is sent again. */
		NOT_YET,

		/** It will not arrive there, however often it is sent. */
		IMPOSSIBLE

	}

}
