package io.distsys.messaging;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;

import io.distsys.messaging.MessagingStatistics.Losses;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.simulation.SimulatedNetwork;
import io.distsys.simulation.VirtualTime;
import io.distsys.time.Subscription;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** Stories of two simulated nodes. */
class EnvelopeMessengerTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private final VirtualTime time = new VirtualTime(7);

	private final SimulatedNetwork network = new SimulatedNetwork(this.time);

	private SimulatedProcess alice = process(1, MessagingSettings.ofDefaults());

	private SimulatedProcess bob = process(2, MessagingSettings.ofDefaults());

	@BeforeEach
	void introduce() {
		SimulatedProcess.introduce(this.alice, this.bob);
	}

	private SimulatedProcess process(long number, MessagingSettings settings) {
		return new SimulatedProcess(this.time, this.network, number, settings);
	}

	private static List<String> numbers(int count) {
		return IntStream.range(0, count).mapToObj(Integer::toString).toList();
	}

	@Test
	void callIsAnswered() {
		CompletableFuture<Reply> reply = this.alice.call(this.bob, "inbox", SECOND);
		this.time.runUntil("answered", SECOND, reply::isDone);
		assertThat(reply).isCompletedWithValueMatching(
				(value) -> value instanceof Reply.Answered answered && text(answered.payload()).equals("inbox"));
		assertThat(this.alice.statistics().pendingCalls()).isZero();
	}

	@Test
	void orderIsKeptThoughFramesAreDelayedAtRandom() {
		this.network.delay(100_000, 50_000_000);
		numbers(5000).forEach((text) -> {
			this.alice.cast(this.bob, text);
			this.time.runFor(Duration.ofNanos(50_000));
		});
		this.time.runFor(MINUTE);
		assertThat(this.bob.received).isEqualTo(numbers(5000));
		assertThat(this.bob.statistics().received()).isEqualTo(5000);
	}

	@Test
	void manyMessagesTravelInFewFrames() {
		numbers(10_000).forEach((text) -> this.alice.cast(this.bob, text));
		this.time.runFor(SECOND);
		assertThat(this.bob.received).isEqualTo(numbers(10_000));
		assertThat(this.alice.statistics().framesSent()).isEqualTo(11);
	}

	@Test
	void frameIsBoundedInBytes() {
		byte[] large = new byte[100 * 1024];
		IntStream.range(0, 9).forEach((i) -> this.alice.messenger.cast(this.bob.id(), Lane.BULK, "inbox", large));
		this.time.runFor(SECOND);
		assertThat(this.bob.received).hasSize(9);
		assertThat(this.alice.statistics().framesSent()).isEqualTo(5);
	}

	@Test
	void repeatedFramesAreDroppedAndCounted() {
		this.network.disturb(0, 1);
		numbers(100).forEach((text) -> {
			this.alice.cast(this.bob, text);
			this.time.runFor(Duration.ofMillis(5));
		});
		this.time.runFor(MINUTE);
		assertThat(this.bob.received).isEqualTo(numbers(100));
		assertThat(this.bob.statistics().duplicates()).isEqualTo(100);
	}

	@Test
	void lostMessagesAreCountedByTheReceiverWhenTheNextArrives() {
		this.network.cutOneWay(this.alice.id(), this.bob.id());
		this.alice.cast(this.bob, "lost");
		this.time.runFor(Duration.ofSeconds(6));
		this.network.heal();
		this.alice.cast(this.bob, "arrives");
		this.time.runFor(SECOND);
		assertThat(this.bob.received).containsExactly("arrives");
		assertThat(this.bob.statistics().lost()).isEqualTo(1);
		assertThat(this.alice.statistics().framesUnacknowledged()).isEqualTo(1);
	}

	@Test
	void lossesAreCountedByLane() {
		this.network.cutOneWay(this.alice.id(), this.bob.id());
		this.alice.cast(this.bob, "lost");
		this.time.runFor(Duration.ofSeconds(6));
		this.alice.cast(this.bob, "on its way");
		this.alice.cast(this.bob, "waits");
		this.alice.messenger.cast(this.bob.id(), Lane.CONTROL, "inbox", bytes("control"));
		this.alice.membership.lose(this.bob.id());
		this.time.runFor(SECOND);
		assertThat(this.alice.statistics().lossesOn(Lane.BULK)).isEqualTo(new Losses(Lane.BULK, 2, 1, 0, 0));
		assertThat(this.alice.statistics().lossesOn(Lane.CONTROL)).isEqualTo(new Losses(Lane.CONTROL, 1, 0, 0, 0));
		assertThat(this.alice.statistics().uncertain()).isEqualTo(3);
		assertThat(this.alice.statistics().givenUp()).isEqualTo(1);
	}

	@Test
	void frameThatComesAfterItsSuccessorIsDropped() {
		this.network.delay(20_000_000_000L, 20_000_000_000L);
		this.alice.cast(this.bob, "slow");
		this.alice.cast(this.bob, "fast");
		this.network.delay(100_000, 100_000);
		this.time.runFor(MINUTE);
		assertThat(this.bob.received).containsExactly("fast");
		assertThat(this.bob.statistics().duplicates()).isEqualTo(1);
	}

	@Test
	void controlIsNotBehindBulk() {
		this.network.cutOneWay(this.alice.id(), this.bob.id());
		this.alice.cast(this.bob, "bulk");
		this.network.heal();
		this.alice.messenger.cast(this.bob.id(), Lane.CONTROL, "inbox", bytes("control"));
		this.time.runFor(Duration.ofMillis(10));
		assertThat(this.bob.received).containsExactly("control");
	}

	@Test
	void callTimesOutAndMayHaveRunWhenTheAnswerIsLost() {
		this.network.cutOneWay(this.bob.id(), this.alice.id());
		CompletableFuture<Reply> reply = this.alice.call(this.bob, "inbox", SECOND);
		this.time.runFor(Duration.ofMillis(990));
		assertThat(reply).isNotDone();
		this.time.runFor(Duration.ofMillis(60));
		assertThat(reply).isCompletedWithValue(new Reply.TimedOut(Outcome.MAY_HAVE_RUN));
		assertThat(this.bob.received).hasSize(1);
	}

	@Test
	void callThatTimesOutInTheQueueDidNotRunAndNeverWill() {
		this.network.cutOneWay(this.alice.id(), this.bob.id());
		this.alice.cast(this.bob, "blocks the lane for the acknowledgement timeout");
		CompletableFuture<Reply> reply = this.alice.call(this.bob, "inbox", SECOND);
		this.time.runFor(Duration.ofSeconds(2));
		assertThat(reply).isCompletedWithValue(new Reply.TimedOut(Outcome.DID_NOT_RUN));
		this.network.heal();
		this.time.runFor(MINUTE);
		assertThat(this.bob.received).isEmpty();
	}

	@Test
	void longTimeoutsOutliveATurnOfTheWheel() {
		this.bob.messenger.handle("silent", this.bob.loop, (message, replier) -> {
		});
		CompletableFuture<Reply> reply = this.alice.call(this.bob, "silent", Duration.ofSeconds(45));
		this.time.runFor(Duration.ofSeconds(44));
		assertThat(reply).isNotDone();
		this.time.runFor(Duration.ofMillis(1050));
		assertThat(reply).isCompletedWithValue(new Reply.TimedOut(Outcome.MAY_HAVE_RUN));
	}

	@Test
	void lossOfANodeEndsItsCallsAtOnce() {
		this.bob.loop.pause();
		CompletableFuture<Reply> sent = this.alice.call(this.bob, "inbox", MINUTE);
		CompletableFuture<Reply> queued = this.alice.call(this.bob, "inbox", MINUTE);
		this.time.runFor(SECOND);
		this.alice.membership.lose(this.bob.id());
		this.time.runFor(Duration.ofMillis(1));
		assertThat(outcome(sent)).isEqualTo(Outcome.MAY_HAVE_RUN);
		assertThat(outcome(queued)).isEqualTo(Outcome.DID_NOT_RUN);
		assertThat(((Reply.Unreachable) sent.join()).reason()).contains("n2", "simulated");
		assertThat(this.alice.statistics().queues()).isEmpty();
		assertThat(this.alice.statistics().pendingCalls()).isZero();
	}

	private static Outcome outcome(CompletableFuture<Reply> reply) {
		assertThat(reply).isCompletedWithValueMatching(Reply.Unreachable.class::isInstance);
		return ((Reply.Unreachable) reply.join()).outcome();
	}

	@Test
	void nodeThatComesBackAfterASplitIsSpokenToAgain() {
		this.alice.cast(this.bob, "before");
		this.time.runFor(SECOND);
		this.alice.membership.lose(this.bob.id());
		this.time.runFor(SECOND);
		assertThat(this.alice.cast(this.bob, "into the void")).isFalse();
		this.alice.membership.join(this.bob.membership.self());
		this.alice.cast(this.bob, "after");
		this.time.runFor(SECOND);
		assertThat(this.bob.received).containsExactly("before", "after");
		assertThat(this.bob.statistics().lost()).isZero();
	}

	@Test
	void lateFrameOfAnEarlierStreamIsDropped() {
		this.network.delay(3_000_000_000L, 3_000_000_000L);
		this.alice.cast(this.bob, "of the first stream");
		this.alice.membership.lose(this.bob.id());
		this.time.runFor(Duration.ofMillis(1));
		this.network.delay(100_000, 100_000);
		this.alice.membership.join(this.bob.membership.self());
		this.alice.cast(this.bob, "of the second stream");
		this.time.runFor(MINUTE);
		assertThat(this.bob.received).containsExactly("of the second stream");
	}

	@Test
	void nodeOutsideOfTheViewIsUnreachable() {
		SimulatedProcess stranger = process(3, MessagingSettings.ofDefaults());
		assertThat(outcome(this.alice.call(stranger, "inbox", SECOND))).isEqualTo(Outcome.DID_NOT_RUN);
		assertThat(this.alice.cast(stranger, "hello")).isFalse();
	}

	@Test
	void answerReachesANodeThatTheViewOfTheCalleeDoesNotHaveYet() {
		SimulatedProcess newcomer = process(3, MessagingSettings.ofDefaults());
		newcomer.membership.join(this.alice.membership.self());
		CompletableFuture<Reply> reply = newcomer.call(this.alice, "inbox", SECOND);
		this.time.runFor(SECOND);
		assertThat(reply).isCompletedWithValueMatching(Reply.Answered.class::isInstance);
		this.time.runFor(MINUTE);
		assertThat(this.alice.statistics().queues()).noneMatch((queue) -> queue.to().equals(newcomer.id()));
	}

	@Test
	void frameThatCertainlyDidNotArriveMeansThatTheCallDidNotRun() {
		this.alice.membership.join(SimulatedMembership.node(9));
		CompletableFuture<Reply> reply = this.alice.messenger
			.call(SimulatedMembership.node(9).id(), Lane.BULK, "inbox", new byte[0], SECOND)
			.toCompletableFuture();
		this.time.runFor(Duration.ofMillis(1));
		assertThat(outcome(reply)).isEqualTo(Outcome.DID_NOT_RUN);
		assertThat(this.alice.statistics().framesNotSent()).isEqualTo(1);
	}

	@Test
	void fullQueueRefuses() {
		MessagingSettings.LaneSettings narrow = new MessagingSettings.LaneSettings(3, 1000, SECOND);
		SimulatedProcess carol = process(3,
				new MessagingSettings(1, 1000, 10_000, Duration.ofMillis(20), narrow, narrow));
		SimulatedProcess.introduce(carol, this.bob);
		numbers(4).forEach((text) -> assertThat(carol.cast(this.bob, text)).isTrue());
		assertThat(carol.cast(this.bob, "4")).isFalse();
		CompletableFuture<Reply> call = carol.call(this.bob, "inbox", SECOND);
		assertThat(call).isCompletedWithValueMatching(
				(value) -> value instanceof Reply.Refused refused && refused.refusal() == Refusal.BUFFER_FULL);
		assertThat(carol.statistics().refusedFull()).isEqualTo(2);
		assertThat(carol.statistics().pendingCalls()).isZero();
		this.time.runFor(SECOND);
		assertThat(this.bob.received).isEqualTo(numbers(4));
		assertThat(carol.cast(this.bob, "again")).isTrue();
	}

	@Test
	void queueIsBoundedInBytes() {
		MessagingSettings.LaneSettings narrow = new MessagingSettings.LaneSettings(100, 1000, SECOND);
		SimulatedProcess carol = process(3,
				new MessagingSettings(1, 1000, 10_000, Duration.ofMillis(20), narrow, narrow));
		SimulatedProcess.introduce(carol, this.bob);
		carol.cast(this.bob, "in flight");
		assertThat(carol.cast(this.bob, "x".repeat(5000))).isTrue();
		assertThat(carol.cast(this.bob, "one too many")).isFalse();
	}

	@Test
	void callWhoseDeadlineHasPassedIsNotRun() {
		this.bob.loop.pause();
		CompletableFuture<Reply> reply = this.alice.call(this.bob, "inbox", SECOND);
		this.time.runFor(Duration.ofSeconds(3));
		assertThat(reply).isCompletedWithValue(new Reply.TimedOut(Outcome.MAY_HAVE_RUN));
		List<Runnable> mailbox = new ArrayList<>();
		this.bob.messenger.handle("slow", mailbox::add, (message, replier) -> this.bob.received.add("ran"));
		this.bob.loop.resume();
		this.time.runFor(SECOND);
		this.bob.received.clear();
		this.alice.call(this.bob, "slow", SECOND);
		this.time.runFor(Duration.ofSeconds(3));
		mailbox.forEach(Runnable::run);
		assertThat(this.bob.received).isEmpty();
		assertThat(this.bob.statistics().droppedLate()).isEqualTo(1);
	}

	@Test
	void payloadAboveTheLimitIsRefusedByName() {
		byte[] payload = new byte[16 * 1024 * 1024 + 1];
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.alice.messenger.cast(this.bob.id(), Lane.BULK, "inbox", payload))
			.withMessageContainingAll("inbox", "16777217", "16777216");
	}

	@Test
	void unknownAddressIsRefused() {
		CompletableFuture<Reply> reply = this.alice.call(this.bob, "nowhere", SECOND);
		this.time.runFor(SECOND);
		assertThat(reply).isCompletedWithValueMatching(
				(value) -> value instanceof Reply.Refused refused && refused.refusal() == Refusal.NO_SUCH_ADDRESS);
		assertThat(this.bob.statistics().unhandled()).isEqualTo(1);
	}

	@Test
	void handlerThatThrowsAnswersWithItsFailure() {
		this.bob.messenger.handle("broken", this.bob.loop, (message, replier) -> {
			throw new IllegalStateException("out of order");
		});
		CompletableFuture<Reply> reply = this.alice.call(this.bob, "broken", SECOND);
		this.time.runFor(SECOND);
		assertThat(reply).isCompletedWithValueMatching((value) -> value instanceof Reply.Failed failed
				&& text(failed.payload()).equals("java.lang.IllegalStateException: out of order"));
	}

	@Test
	void firstAnswerCounts() {
		this.bob.messenger.handle("twice", this.bob.loop, (message, replier) -> {
			replier.reply(new Reply.Answered(bytes("first")));
			replier.reply(new Reply.Answered(bytes("second")));
		});
		CompletableFuture<Reply> reply = this.alice.call(this.bob, "twice", SECOND);
		this.time.runFor(SECOND);
		assertThat(text(((Reply.Answered) reply.join()).payload())).isEqualTo("first");
		assertThat(this.bob.statistics().sent()).isEqualTo(1);
	}

	@Test
	void executorThatIsFullRefuses() {
		this.bob.messenger.handle("full", (task) -> {
			throw new RejectedExecutionException("full");
		}, (message, replier) -> this.bob.received.add("ran"));
		CompletableFuture<Reply> reply = this.alice.call(this.bob, "full", SECOND);
		this.time.runFor(SECOND);
		assertThat(reply).isCompletedWithValueMatching(
				(value) -> value instanceof Reply.Refused refused && refused.refusal() == Refusal.MAILBOX_FULL);
		assertThat(this.bob.statistics().rejected()).isEqualTo(1);
	}

	@Test
	void messagesToSelfArriveInOrderWithoutTheTransport() {
		numbers(10).forEach((text) -> this.alice.cast(this.alice, text));
		CompletableFuture<Reply> reply = this.alice.call(this.alice, "inbox", SECOND);
		assertThat(this.alice.received).isEmpty();
		this.time.runFor(Duration.ofMillis(1));
		assertThat(this.alice.received).startsWith("0", "1", "2").endsWith("9", "inbox");
		assertThat(reply).isCompletedWithValueMatching(Reply.Answered.class::isInstance);
		assertThat(this.alice.statistics().framesSent()).isZero();
	}

	@Test
	void addressHasOneHandlerUntilItIsClosed() {
		Subscription subscription = this.alice.messenger.handle("one", this.alice.loop, (message, replier) -> {
		});
		assertThatIllegalStateException()
			.isThrownBy(() -> this.alice.messenger.handle("one", this.alice.loop, (message, replier) -> {
			}))
			.withMessageContaining("'one'");
		subscription.close();
		this.alice.messenger.handle("one", this.alice.loop, (message, replier) -> {
		});
	}

	@Test
	void closedMessengerEndsWhatIsPending() {
		this.bob.loop.pause();
		CompletableFuture<Reply> pending = this.alice.call(this.bob, "inbox", MINUTE);
		this.alice.messenger.close();
		this.time.runFor(Duration.ofMillis(1));
		assertThat(outcome(pending)).isEqualTo(Outcome.MAY_HAVE_RUN);
		assertThat(outcome(this.alice.call(this.bob, "inbox", MINUTE))).isEqualTo(Outcome.DID_NOT_RUN);
		assertThat(this.alice.cast(this.bob, "late")).isFalse();
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
