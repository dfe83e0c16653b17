package io.distsys.rpc;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.distsys.messaging.Lane;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.Outcome;
import io.distsys.messaging.Refusal;
import io.distsys.messaging.Reply;
import io.distsys.ownership.ResourceKey;
import io.distsys.rpc.Router.Answer;
import io.distsys.rpc.Router.Nobody;
import io.distsys.rpc.Router.Route;
import io.distsys.time.MonotonicClock;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way to whoever owns the resource. It is sent again only when it
 * certainly did not run.
 */
final class RoutedCall {

	private final Messenger messenger;

	private final MonotonicClock clock;

	private final Router router;

	private final ResourceKey key;

	private final String address;

	private final boolean stopsHere;

	private final long deadlineNanos;

	private final Supplier<byte[]> encoder;

	private byte @Nullable [] payload;

	private volatile @Nullable Attempt last;

	private volatile @Nullable CompletionStage<Reply> sent;

	private volatile boolean abandoned;

	/**
	 * @param stopsHere whether to come back with {@link Here} when this node is the owner
	 * @param encoder makes the payload; runs on the thread that calls {@link #proceed}
	 */
	RoutedCall(Messenger messenger, MonotonicClock clock, Router router, ResourceKey key, String address,
			boolean stopsHere, Duration timeout, Supplier<byte[]> encoder) {
		this.messenger = messenger;
		this.clock = clock;
		this.router = router;
		this.key = key;
		this.address = address;
		this.stopsHere = stopsHere;
		this.deadlineNanos = clock.nanos() + timeout.toNanos();
		this.encoder = encoder;
	}

	/**
	 * Go on until there is an end. Call it on a thread that may block for a moment.
	 * @param failed the route that turned out to be wrong, {@literal null} at first
	 */
	CompletionStage<End> proceed(@Nullable Route failed) {
		CompletableFuture<Answer> first = this.router.route(this.key, failed, this.deadlineNanos).toCompletableFuture();
		CompletableFuture<End> end = new CompletableFuture<>();
		if (first.isDone() && first.join() instanceof Route route && isHere(route)) {
			end.complete(new Here(route));
		}
		else {
			byte[] bytes = encoded();
			follow(first, end, (answer) -> onAnswer(answer, bytes, end));
		}
		return end;
	}

	/** The caller has gone: what has not been sent yet, or again, need not be. */
	void abandon() {
		this.abandoned = true;
		takeBack();
	}

	private void takeBack() {
		CompletionStage<Reply> asked = this.sent;
		if (asked != null) {
			asked.toCompletableFuture().cancel(false);
		}
	}

	private byte[] encoded() {
		byte[] bytes = this.payload;
		if (bytes == null) {
			bytes = this.encoder.get();
			this.payload = bytes;
		}
		return bytes;
	}

	private boolean isHere(Route route) {
		return this.stopsHere && route.node().equals(this.messenger.self());
	}

	private void onAnswer(Answer answer, byte[] bytes, CompletableFuture<End> end) {
		if (this.abandoned) {
			end.complete(new NotTaken(this.last, Optional.empty()));
		}
		else if (answer instanceof Route route) {
			onRoute(route, bytes, end);
		}
		else {
			end.complete(new NotTaken(this.last, ((Nobody) answer).outage()));
		}
	}

	private void onRoute(Route route, byte[] bytes, CompletableFuture<End> end) {
		Duration remaining = Duration.ofNanos(this.deadlineNanos - this.clock.nanos());
		if (remaining.isNegative() || remaining.isZero()) {
			end.complete(new NotTaken(this.last, Optional.empty()));
		}
		else if (isHere(route)) {
			end.complete(new Here(route));
		}
		else {
			send(route, bytes, remaining, end);
		}
	}

	private void send(Route route, byte[] bytes, Duration remaining, CompletableFuture<End> end) {
		CompletionStage<Reply> asked;
		try {
			asked = this.messenger.ask(route.node(), Lane.BULK, this.address, bytes, remaining);
		}
		catch (IllegalArgumentException ex) {
			end.complete(new Unsendable(String.valueOf(ex.getMessage())));
			return;
		}
		this.sent = asked;
		if (this.abandoned) {
			takeBack();
		}
		follow(asked, end, (reply) -> onReply(route, reply, bytes, end));
	}

	/** Go on with what comes of a stage; whatever goes wrong on the way ends the call. */
	private static <T> void follow(CompletionStage<T> stage, CompletableFuture<End> end, Consumer<? super T> next) {
		stage.thenAccept(next).whenComplete((ignored, failure) -> {
			if (failure != null) {
				end.completeExceptionally(InvocationRunner.unwrap(failure));
			}
		});
	}

	private void onReply(Route route, Reply reply, byte[] bytes, CompletableFuture<End> end) {
		Attempt attempt = new Attempt(route, reply);
		if (!mayBeSentAgain(reply)) {
			end.complete(attempt);
			return;
		}
		this.last = attempt;
		follow(this.router.route(this.key, route, this.deadlineNanos), end, (next) -> onAnswer(next, bytes, end));
	}

	private static boolean mayBeSentAgain(Reply reply) {
		if (reply instanceof Reply.Refused refused) {
			return switch (refused.refusal()) {
				case NOT_OWNER, DRAINING -> true;
				// Without a word it is the messenger that knows no such address: of a
				// node that leaves, and has ended what the table says it still has.
				case NO_SUCH_ADDRESS -> refused.detail().length == 0;
				default -> false;
			};
		}
		return reply instanceof Reply.Unreachable unreachable && unreachable.outcome() == Outcome.DID_NOT_RUN;
	}

	/** How far a call came. */
	sealed interface End {

	}

	/**
	 * This node is the owner.
	 *
	 * @param route to itself
	 */
	record Here(Route route) implements End {

	}

	/**
	 * There is a reply.
	 *
	 * @param route where it was sent
	 * @param reply what came back
	 */
	record Attempt(Route route, Reply reply) implements End {

	}

	/**
	 * The messenger does not take such a message at all: it is too large. It did not run.
	 *
	 * @param reason why, with its size and the limit
	 */
	record Unsendable(String reason) implements End {

	}

	/**
	 * No owner took it before the time was up, or none can be expected.
	 *
	 * @param last the last attempt, or {@literal null} if there was none
	 * @param outage why nobody was waited for; empty if the time was up
	 */
	record NotTaken(@Nullable Attempt last, Optional<String> outage) implements End {

		Reply reply() {
			if (this.outage.isPresent()) {
				return new Reply.Refused(Refusal.NO_QUORUM, this.outage.get().getBytes(StandardCharsets.UTF_8));
			}
			return (this.last != null) ? this.last.reply() : new Reply.TimedOut(Outcome.DID_NOT_RUN);
		}

	}

}
