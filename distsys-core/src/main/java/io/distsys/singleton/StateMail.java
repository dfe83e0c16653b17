package io.distsys.singleton;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.Codec;
import io.distsys.messaging.Lane;
import io.distsys.messaging.MessageHandler;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.Reply;
import io.distsys.ownership.FencingToken;
import io.distsys.time.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the state of a singleton to the node that acts next, or was kept. */
final class StateMail {

	private static final Logger logger = LoggerFactory.getLogger(StateMail.class);

	private final Messenger messenger;

	private final Codec codec;

	private final Executor userExecutor;

	private final Duration timeout;

	StateMail(Messenger messenger, Codec codec, Executor userExecutor, Duration timeout) {
		this.messenger = messenger;
		this.codec = codec;
		this.userExecutor = userExecutor;
		this.timeout = timeout;
	}

	private static String address(String name) {
		return "singleton-state/" + name;
	}

	/**
	 * Take what is sent to a singleton of this node. It is taken once it has been handed
	 * on; what becomes of it is the receiver's.
	 */
	Subscription receive(LocalSingleton singleton) {
		return this.messenger.handle(address(singleton.name()), this.userExecutor, (message, replier) -> {
			take(singleton, message);
			replier.reply(new Reply.Answered(new byte[0]));
		});
	}

	private void take(LocalSingleton singleton, MessageHandler.Message message) {
		OfferedState offered = OfferedState.fromBytes(message.payload());
		singleton.inherit(
				new Stint.Inheritance(offered.token(), offered.occasion(), () -> this.codec.decode(offered.bytes())));
	}

	/**
	 * Offer a state.
	 * @return completes when it has arrived or was dropped, never exceptionally
	 */
	CompletionStage<Void> send(NodeId to, String name, FencingToken token, StateOffer.Occasion occasion, Object state) {
		CompletableFuture<Void> done = new CompletableFuture<>();
		this.userExecutor.execute(() -> {
			try {
				byte[] payload = new OfferedState(token, occasion, this.codec.encode(state)).toBytes();
				this.messenger.call(to, Lane.BULK, address(name), payload, this.timeout).thenAccept((reply) -> {
					if (!(reply instanceof Reply.Answered)) {
						logger.warn("State of a singleton did not arrive name={} token={} to={} reply={}", name, token,
								to, reply);
					}
					done.complete(null);
				});
			}
			catch (RuntimeException | Error ex) {
				logger.warn("State of a singleton could not be sent name={} token={} to={}", name, token, to, ex);
				done.complete(null);
			}
		});
		return done;
	}

}
