package io.distsys.decision;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.decision.Decision.Decided;
import io.distsys.decision.Decision.Undecided;
import io.distsys.decision.Decision.Votes;
import io.distsys.messaging.Codec;
import io.distsys.messaging.ContextCodec;
import io.distsys.messaging.Lane;
import io.distsys.messaging.MessageHandler;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.MessageObserver.Kind;
import io.distsys.messaging.MessageObserver.Operation;
import io.distsys.messaging.MessageObserver.Sending;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.Reply;
import io.distsys.ownership.Waits;
import io.distsys.quorum.Quorum;
import io.distsys.time.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decisions by calls to each node.
 *
 * @since 0.1
 */
public final class MessengerDecisions implements ClusterDecisions {

	private static final Logger logger = LoggerFactory.getLogger(MessengerDecisions.class);

	/** So many characters of what was thrown are told. */
	private static final int MOST_OF_A_FAILURE = 500;

	private final Messenger messenger;

	private final Cluster cluster;

	private final Quorum quorum;

	private final Codec codec;

	private final Executor userExecutor;

	private final BooleanSupplier mustNotBlock;

	private final MessageObserver observer;

	/**
	 * Create it.
	 * @param messenger carries questions and answers
	 * @param cluster the nodes in view
	 * @param quorum whether this node may decide for all
	 * @param codec encodes questions and answers
	 * @param userExecutor runs what answers
	 * @param mustNotBlock whether the calling thread is one that must not be blocked
	 * @param observer sees the questions
	 */
	public MessengerDecisions(Messenger messenger, Cluster cluster, Quorum quorum, Codec codec, Executor userExecutor,
			BooleanSupplier mustNotBlock, MessageObserver observer) {
		this.messenger = messenger;
		this.cluster = cluster;
		this.quorum = quorum;
		this.codec = codec;
		this.userExecutor = userExecutor;
		this.mustNotBlock = mustNotBlock;
		this.observer = MessageObserver.guarded(observer);
	}

	private static String address(String question) {
		return "decision/" + question;
	}

	private static void requireShort(String question) {
		int length = question.getBytes(StandardCharsets.UTF_8).length;
		if (length > LONGEST_QUESTION) {
			throw new IllegalArgumentException("A question has at most " + LONGEST_QUESTION + " bytes, not " + length);
		}
	}

	private static Operation operation(String question) {
		return new Operation(Kind.DECISION, question, "decide");
	}

	@Override
	public <Q> Subscription answer(String question, Class<Q> type, Function<? super Q, ?> voter) {
		requireShort(question);
		MessageHandler handler = (message, replier) -> {
			Question asked = Question.fromBytes(message.payload());
			Q subject = subject(type, asked.subject());
			byte[] answer;
			try {
				answer = this.observer.receive(operation(question), asked.context(),
						() -> this.codec.encode(voter.apply(subject)));
			}
			catch (RuntimeException ex) {
				logger.warn("This node has no answer to a question question={} askedBy={}", question, message.sender(),
						ex);
				throw ex;
			}
			replier.reply(new Reply.Answered(answer));
		};
		try {
			return this.messenger.handle(address(question), new AnswerRoom(this.userExecutor), handler);
		}
		catch (IllegalStateException ex) {
			throw new IllegalStateException(
					"This node answers the question '" + question + "' already: end that answer first", ex);
		}
	}

	private <Q> Q subject(Class<Q> type, byte[] payload) {
		Object subject = this.codec.decode(payload);
		if (!type.isInstance(subject)) {
			throw new IllegalArgumentException("The question is about " + subject + ", which is no " + type.getName());
		}
		return type.cast(subject);
	}

	@Override
	public <A> Decision<A> decide(Collection<NodeId> nodes, String question, Object subject, Class<A> answers,
			Duration timeout) {
		return await(question, timeout, () -> decideAsync(nodes, question, subject, answers, timeout));
	}

	@Override
	public <A> Decision<A> decide(String question, Object subject, Class<A> answers, Duration timeout) {
		return await(question, timeout, () -> decideAsync(question, subject, answers, timeout));
	}

	private <A> Decision<A> await(String question, Duration timeout, Asking<A> asking) {
		Waits waits = new Waits(this.mustNotBlock, timeout);
		String what = "The decision of '" + question + "'";
		waits.check(what);
		return waits.await(asking.ask(), what);
	}

	@Override
	public <A> CompletionStage<Decision<A>> decideAsync(Collection<NodeId> nodes, String question, Object subject,
			Class<A> answers, Duration timeout) {
		requireShort(question);
		Set<NodeId> asked = Set.copyOf(nodes);
		if (asked.isEmpty()) {
			throw new IllegalArgumentException("There is nobody to ask '" + question + "'");
		}
		Sending observed = this.observer.send(operation(question));
		try {
			byte[] bytes = new Question(ContextCodec.bounded(observed.context()), this.codec.encode(subject)).toBytes();
			Poll<A> poll = new Poll<>(asked.size());
			asked.forEach((node) -> ask(poll, node, question, bytes, answers, timeout));
			return poll.decision()
				.whenComplete((decision, failure) -> observed.end(failure))
				.thenApplyAsync((decision) -> decision, this.userExecutor);
		}
		catch (RuntimeException ex) {
			observed.end(ex);
			throw ex;
		}
	}

	private <A> void ask(Poll<A> poll, NodeId node, String question, byte[] bytes, Class<A> answers, Duration timeout) {
		this.messenger.call(node, Lane.BULK, address(question), bytes, timeout)
			.thenAcceptAsync((reply) -> count(poll, node, reply, answers), this.userExecutor)
			.exceptionally((failure) -> {
				poll.missed(node, "its answer cannot be read: " + failure.getMessage());
				return null;
			});
	}

	private <A> void count(Poll<A> poll, NodeId node, Reply reply, Class<A> answers) {
		if (reply instanceof Reply.Answered answered) {
			Object answer = this.codec.decode(answered.payload());
			if (answers.isInstance(answer)) {
				poll.answered(node, answers.cast(answer));
			}
			else {
				poll.missed(node, "its answer is no " + answers.getName() + " but " + answer);
			}
		}
		else {
			poll.missed(node, reason(reply));
		}
	}

	private static String reason(Reply reply) {
		if (reply instanceof Reply.Refused refused) {
			return switch (refused.refusal()) {
				case NO_SUCH_ADDRESS -> "it does not answer that question";
				case MAILBOX_FULL -> "it has too many questions to answer already";
				default -> "it refused: " + refused.refusal();
			};
		}
		if (reply instanceof Reply.Unreachable unreachable) {
			return unreachable.reason();
		}
		if (reply instanceof Reply.Failed failed) {
			return "what answers there failed: " + text(failed);
		}
		return "it did not answer in time";
	}

	/**
	 * The class and the message of what was thrown, as the messenger of that node writes
	 * them.
	 */
	private static String text(Reply.Failed failed) {
		String text = new String(failed.payload(), StandardCharsets.UTF_8);
		return (text.length() <= MOST_OF_A_FAILURE) ? text : text.substring(0, MOST_OF_A_FAILURE) + "\u2026";
	}

	@Override
	public <A> CompletionStage<Decision<A>> decideAsync(String question, Object subject, Class<A> answers,
			Duration timeout) {
		requireShort(question);
		Set<NodeId> nodes = this.cluster.view().nodes().stream().map(Node::id).collect(Collectors.toSet());
		if (!this.quorum.isPresent()) {
			return CompletableFuture
				.completedFuture(withoutQuorum(new Votes<>(nodes.size() / 2 + 1, Map.of(), Map.of())));
		}
		return decideAsync(nodes, question, subject, answers, timeout)
			.thenApply((decision) -> (decision instanceof Decided && !this.quorum.isPresent())
					? withoutQuorum(decision.votes()) : decision);
	}

	private <A> Decision<A> withoutQuorum(Votes<A> votes) {
		return new Undecided<>("this node has no quorum: " + this.quorum.state().reason(), votes);
	}

	/** Asks, once it is known that the caller may wait. */
	private interface Asking<A> {

		CompletionStage<Decision<A>> ask();

	}

}
