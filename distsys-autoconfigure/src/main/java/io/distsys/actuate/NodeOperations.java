package io.distsys.actuate;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.NodeId;
import io.distsys.messaging.Lane;
import io.distsys.messaging.MessageHandler;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.Reply;
import io.distsys.ownership.Ownerships;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an operator can have a node do, asked for on this node or by another. None of it
 * blocks.
 *
 * @since 0.1
 */
public final class NodeOperations implements AutoCloseable {

	static final String ADDRESS = "distsys.actuate.operation";

	static final Duration TIMEOUT = Duration.ofSeconds(10);

	/** A singleton that was withheld for a move is offered again after this. */
	static final Duration LONGEST_MOVE = Duration.ofMinutes(1);

	private static final Logger logger = LoggerFactory.getLogger(NodeOperations.class);

	private final Messenger messenger;

	private final EventLoop loop;

	private final WithheldOffers offers;

	private final Consumer<Boolean> standBack;

	private final Subscription handler;

	/**
	 * Ends of withholding, for moves whose end nobody tells; touched on the loop only.
	 */
	private final Map<String, Subscription> moves = new HashMap<>();

	/**
	 * Begin to do what other nodes ask for.
	 * @param cluster has this node
	 * @param messenger carries request and answer
	 * @param ownerships what this node offers to own
	 * @param standBack has this node be the last choice for what is available, or not any
	 * more
	 * @param loop the core's event loop
	 */
	public NodeOperations(Cluster cluster, Messenger messenger, Ownerships ownerships, Consumer<Boolean> standBack,
			EventLoop loop) {
		this.messenger = messenger;
		this.standBack = standBack;
		this.loop = loop;
		this.offers = new WithheldOffers(ownerships, cluster.self().id());
		this.handler = messenger.handle(ADDRESS, loop, this::answer);
	}

	private void answer(MessageHandler.Message message, MessageHandler.Replier replier) {
		String[] request = new String(message.payload(), StandardCharsets.UTF_8).split("\n", 2);
		String result = perform(Operation.valueOf(request[0]), (request.length > 1) ? request[1] : "");
		replier.reply(new Reply.Answered(result.getBytes(StandardCharsets.UTF_8)));
	}

	private String perform(Operation operation, String name) {
		logger.info("An operator asks this node for something operation={} name={}", operation, name);
		switch (operation) {
			case DRAIN -> {
				this.standBack.accept(true);
				Set<String> kept = this.offers.drain();
				return kept.isEmpty() ? "" : "stays here, since no other node offers it: " + String.join(", ", kept);
			}
			case UNDRAIN -> {
				this.standBack.accept(false);
				this.offers.undrain();
			}
			case WITHHOLD -> withhold(name);
			case OFFER -> offer(name);
		}
		return "";
	}

	private void withhold(String name) {
		this.offers.withhold(name);
		Subscription before = this.moves.put(name, this.loop.schedule(LONGEST_MOVE, () -> offer(name)));
		if (before != null) {
			before.close();
		}
	}

	private void offer(String name) {
		Subscription end = this.moves.remove(name);
		if (end != null) {
			end.close();
		}
		this.offers.release(name);
	}

	boolean isDrained() {
		return this.offers.isDrained();
	}

	/**
	 * Have a node do something.
	 * @param node the node, perhaps this one
	 * @param operation what
	 * @param name the singleton that it is about, or empty
	 * @return completes with the answer, as a call of the {@link Messenger} does
	 */
	CompletionStage<Reply> ask(NodeId node, Operation operation, String name) {
		return this.messenger.call(node, Lane.CONTROL, ADDRESS,
				(operation.name() + "\n" + name).getBytes(StandardCharsets.UTF_8), TIMEOUT);
	}

	@Override
	public void close() {
		this.handler.close();
	}

	/** What a node can be asked for; the names travel. */
	enum Operation {

		/** Offer nothing any more that another node offers too. */
		DRAIN,

		/** Offer everything again. */
		UNDRAIN,

		/** Do not offer a singleton for a while. */
		WITHHOLD,

		/** Offer it again. */
		OFFER

	}

}
