package io.distsys.messaging;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.distsys.simulation.SimulatedNetwork;
import io.distsys.simulation.VirtualTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Stories of messages that are larger than a frame. */
class LargeMessageTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static final Duration HOP = Duration.ofMillis(1);

	private static final int FRAME = 1024;

	private static final MessagingSettings SETTINGS = new MessagingSettings(100, FRAME, 100 * FRAME,
			Duration.ofMillis(20), new MessagingSettings.LaneSettings(1000, 1_000_000, SECOND),
			new MessagingSettings.LaneSettings(1000, 1_000_000, SECOND));

	private final VirtualTime time = new VirtualTime(7);

	private final SimulatedNetwork network = new SimulatedNetwork(this.time);

	private final SimulatedProcess alice = new SimulatedProcess(this.time, this.network, 1, SETTINGS);

	private final SimulatedProcess bob = new SimulatedProcess(this.time, this.network, 2, SETTINGS);

	private final String large = "x".repeat(20 * FRAME);

	@BeforeEach
	void introduce() {
		SimulatedProcess.introduce(this.alice, this.bob);
		this.network.delay(HOP.toNanos(), HOP.toNanos());
	}

	private CompletableFuture<Reply> callLarge(Duration timeout) {
		return this.alice.messenger.call(this.bob.id(), Lane.BULK, SimulatedProcess.INBOX, bytes(this.large), timeout)
			.toCompletableFuture();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	@Test
	void largeMessageArrivesWholeAndInItsPlace() {
		this.alice.cast(this.bob, "before");
		this.alice.cast(this.bob, this.large);
		this.alice.cast(this.bob, "after");
		this.time.runFor(SECOND);
		assertThat(this.bob.received).containsExactly("before", this.large, "after");
		assertThat(this.alice.statistics().framesSent()).isEqualTo(1 + 21 + 1);
		assertThat(this.alice.statistics().queues()).allSatisfy((queue) -> {
			assertThat(queue.messages()).isZero();
			assertThat(queue.bytes()).isZero();
			assertThat(queue.inFlight()).isFalse();
		});
	}

	@Test
	void callAndAnswerMayBothBeLarge() {
		CompletableFuture<Reply> reply = callLarge(SECOND);
		this.time.runFor(SECOND);
		assertThat(reply).isCompletedWithValueMatching((value) -> value instanceof Reply.Answered answered
				&& Arrays.equals(answered.payload(), bytes(this.large)));
	}

	@Test
	void controlPassesBetweenTheParts() {
		this.alice.cast(this.bob, this.large);
		this.time.runFor(HOP.multipliedBy(5));
		this.alice.messenger.cast(this.bob.id(), Lane.CONTROL, SimulatedProcess.INBOX, bytes("control"));
		this.time.runFor(SECOND);
		assertThat(this.bob.received).containsExactly("control", this.large);
	}

	@Test
	void controlPassesBetweenThePartsOfLargeControlMessagesToo() {
		castControl(this.large);
		castControl(this.large);
		castControl("control");
		this.time.runFor(HOP.multipliedBy(5));
		assertThat(this.bob.received).containsExactly("control");
		castControl("more control");
		this.time.runFor(SECOND);
		assertThat(this.bob.received).containsExactly("control", "more control", this.large, this.large);
	}

	@Test
	void largeControlMessageArrivesThoughOthersNeverCease() {
		castControl(this.large);
		for (int i = 0; i < 100; i++) {
			castControl("control");
			this.time.runFor(HOP);
		}
		assertThat(this.bob.received).contains(this.large);
	}

	private void castControl(String text) {
		this.alice.messenger.cast(this.bob.id(), Lane.CONTROL, SimulatedProcess.INBOX, bytes(text));
	}

	@Test
	void messageOfWhichAPartIsLostDoesNotArriveAndWhatFollowsDoes() {
		this.alice.cast(this.bob, this.large);
		this.alice.cast(this.bob, "after");
		this.time.runFor(HOP.multipliedBy(5));
		this.network.cutOneWay(this.alice.id(), this.bob.id());
		this.time.runFor(SECOND);
		this.network.heal();
		this.time.runFor(SECOND.multipliedBy(3));
		assertThat(this.bob.received).containsExactly("after");
		assertThat(this.bob.statistics().lost()).isPositive();
	}

	@Test
	void partsThatComeTwiceCountOnce() {
		this.network.disturb(0, 1);
		this.alice.cast(this.bob, this.large);
		this.alice.cast(this.bob, "after");
		this.time.runFor(SECOND);
		assertThat(this.bob.received).containsExactly(this.large, "after");
		assertThat(this.bob.statistics().duplicates()).isPositive();
	}

	@Test
	void callWhoseTimeIsUpBeforeItsLastPartDidNotRunAndNeverWill() {
		CompletableFuture<Reply> reply = callLarge(Duration.ofMillis(5));
		this.alice.cast(this.bob, "after");
		this.time.runFor(SECOND);
		assertThat(reply).isCompletedWithValue(new Reply.TimedOut(Outcome.DID_NOT_RUN));
		assertThat(this.bob.received).containsExactly("after");
		assertThat(this.alice.statistics().framesSent()).isLessThan(21);
	}

	@Test
	void callWhoseLastPartHasGoneMayHaveRun() {
		this.time.runFor(HOP);
		CompletableFuture<Reply> reply = callLarge(SECOND);
		this.time.runUntil("run", SECOND, () -> !this.bob.received.isEmpty());
		this.network.cut(this.alice.id(), this.bob.id());
		this.time.runFor(SECOND.multipliedBy(2));
		assertThat(reply).isCompletedWithValue(new Reply.TimedOut(Outcome.MAY_HAVE_RUN));
	}

	@Test
	void timeThatTheWayTakesIsNotGivenToTheCallee() {
		this.bob.messenger.handle("late", Runnable::run,
				(message, replier) -> this.bob.received.add(Long.toString(message.deadlineNanos())));
		long before = this.time.nanos();
		this.alice.messenger.call(this.bob.id(), Lane.BULK, "late", bytes(this.large), SECOND);
		this.time.runFor(Duration.ofMillis(500));
		assertThat(this.bob.received).singleElement()
			.satisfies((deadline) -> assertThat(Long.parseLong(deadline) - before)
				.isLessThanOrEqualTo(SECOND.plus(HOP).toNanos()));
	}

	@Test
	void lossOfTheNodeEndsTheCallAtOnceAndItDidNotRun() {
		CompletableFuture<Reply> reply = callLarge(SECOND.multipliedBy(10));
		this.time.runFor(HOP.multipliedBy(5));
		this.alice.membership.lose(this.bob.id());
		this.time.runFor(HOP);
		assertThat(reply).isCompletedWithValueMatching((value) -> value instanceof Reply.Unreachable unreachable
				&& unreachable.outcome() == Outcome.DID_NOT_RUN);
		this.time.runFor(SECOND);
		assertThat(this.bob.received).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("impossible")
	void partsOfNothingThatCanBeAreRefused(Envelope.Part part) {
		Inbox inbox = new Inbox(new MessagingCounters(), Lane.BULK, 100 * FRAME);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> inbox.accept(new Frame(1, 1, List.of(part)), 0, (envelopes) -> {
			}));
	}

	static Stream<Envelope.Part> impossible() {
		byte[] partOfAPart = new Frame(1, 1, List.of(new Envelope.Part(1, 0, new byte[1]))).encode(0);
		byte[] whole = Arrays.copyOfRange(partOfAPart, 25, partOfAPart.length);
		return Stream.of(new Envelope.Part(Integer.MAX_VALUE, 0, new byte[10]), new Envelope.Part(-1, 0, new byte[10]),
				new Envelope.Part(2, 0, new byte[] { 0, 0 }), new Envelope.Part(whole.length, 0, whole));
	}

	@ParameterizedTest
	@MethodSource("unfit")
	void partThatContinuesNothingIsDropped(Envelope.Part part) {
		Inbox inbox = new Inbox(new MessagingCounters(), Lane.BULK, 100 * FRAME);
		byte[] half = new byte[FRAME];
		inbox.accept(new Frame(1, 1, List.of(new Envelope.Part(2 * FRAME, 0, half), part)), 0,
				(envelopes) -> assertThat(envelopes).isEmpty());
		inbox.accept(new Frame(1, 3, List.of(new Envelope.Part(2 * FRAME, FRAME, half))), 0,
				(envelopes) -> assertThat(envelopes).isEmpty());
	}

	static Stream<Envelope.Part> unfit() {
		return Stream.of(new Envelope.Part(2 * FRAME, FRAME + 1, new byte[1]),
				new Envelope.Part(2 * FRAME, FRAME - 1, new byte[1]),
				new Envelope.Part(3 * FRAME, FRAME, new byte[FRAME]),
				new Envelope.Part(2 * FRAME, FRAME, new byte[FRAME + 1]),
				new Envelope.Part(2 * FRAME, Integer.MIN_VALUE, new byte[1]));
	}

}
