package io.distsys.messaging;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.distsys.cluster.NodeId;
import io.distsys.time.MonotonicClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What is sent without an acknowledgement of its own, and what is counted of it. */
class ToldMessagesTests {

	private static final Envelope.Cast CAST = new Envelope.Cast(new byte[] { 1 }, new byte[8]);

	private static final NodeId BOB = new NodeId(1, 1);

	private final HandWire wire = new HandWire();

	private final MessagingCounters counters = new MessagingCounters();

	private final List<Reply> givenUp = new ArrayList<>();

	private final long started = MonotonicClock.system().nanos();

	private Outbox outbox = outbox(Lane.BULK);

	@BeforeEach
	void beginTelling() {
		this.wire.telling = true;
	}

	private Outbox outbox(Lane lane) {
		return new Outbox(BOB, lane, 1, this.wire, MonotonicClock.system(), MessagingSettings.ofDefaults(),
				this.counters, (call, reply) -> this.givenUp.add(reply));
	}

	private void cast(int times) {
		for (int i = 0; i < times; i++) {
			assertThat(this.outbox.offer(CAST, null)).isTrue();
		}
	}

	private void checkAfter(int seconds) {
		this.outbox.checkAcknowledgement(this.started + seconds * 1_000_000_000L);
	}

	/** The numbers of the messages of frames. */
	private static List<Long> numbers(List<byte[]> frames) {
		return frames.stream().map((bytes) -> Frame.decode(bytes, 0)).flatMap((frame) -> {
			long first = frame.first();
			return Stream.iterate(first, (number) -> number + 1).limit(frame.envelopes().size());
		}).toList();
	}

	private long uncertain() {
		return this.counters.of(Lane.BULK).uncertain.sum();
	}

	@Test
	void afterAFewThatWereToldOneIsSentAndThenOthersAreTold() {
		cast(Outbox.MOST_TOLD);
		assertThat(this.wire.sent).isEmpty();
		cast(1);
		assertThat(this.wire.sent).hasSize(1);
		this.wire.accept(0);
		cast(Outbox.MOST_TOLD);
		assertThat(this.wire.told).hasSize(2 * Outbox.MOST_TOLD);
		assertThat(numbers(Stream
			.of(this.wire.told.subList(0, Outbox.MOST_TOLD), this.wire.sent,
					this.wire.told.subList(Outbox.MOST_TOLD, this.wire.told.size()))
			.flatMap(List::stream)
			.toList())).containsExactlyElementsOf(
					Stream.iterate(1L, (number) -> number + 1).limit(2 * Outbox.MOST_TOLD + 1).toList());
		assertThat(uncertain()).isZero();
		assertThat(this.counters.sent.sum()).isEqualTo(2 * Outbox.MOST_TOLD + 1);
	}

	@Test
	void nothingIsToldWhileAFrameIsInFlight() {
		cast(Outbox.MOST_TOLD + 3);
		assertThat(this.wire.told).hasSize(Outbox.MOST_TOLD);
		assertThat(this.wire.sent).hasSize(1);
		this.wire.accept(0);
		assertThat(this.outbox.isIdle()).isFalse();
		cast(1);
		this.wire.runSenders();
		assertThat(numbers(this.wire.sent)).containsExactly(16L, 17L, 18L, 19L);
	}

	@Test
	void whatSomebodyWaitsForIsSent() {
		PendingCall call = new PendingCall(7, BOB, Long.MAX_VALUE, false);
		this.outbox.offer(new Envelope.Call(new byte[] { 1 }, 7, Long.MAX_VALUE, new byte[8]), call);
		this.wire.accept(0);
		this.outbox.offer(new Envelope.Answer(7, new Reply.Answered(new byte[8])), null);
		assertThat(this.wire.sent).hasSize(2);
		assertThat(this.wire.told).isEmpty();
	}

	@Test
	void nothingIsToldOnTheControlLane() {
		this.outbox = outbox(Lane.CONTROL);
		cast(1);
		assertThat(this.wire.told).isEmpty();
		assertThat(this.wire.sent).hasSize(1);
	}

	@Test
	void whereThereIsNoPathOrItTakesNothingItIsSent() {
		this.wire.telling = false;
		cast(1);
		this.wire.accept(0);
		this.wire.telling = true;
		cast(2);
		this.wire.telling = false;
		cast(1);
		assertThat(numbers(this.wire.told)).containsExactly(2L, 3L);
		assertThat(numbers(this.wire.sent)).containsExactly(1L, 4L);
	}

	@Test
	void severalThatWaitTravelTogether() {
		this.outbox.put(CAST, null);
		this.outbox.put(CAST, null);
		this.outbox.flush();
		assertThat(this.wire.told).isEmpty();
		assertThat(numbers(this.wire.sent)).containsExactly(1L, 2L);
	}

	@Test
	void oneThatWaitsAloneIsTold() {
		this.outbox.put(CAST, null);
		this.outbox.flush();
		assertThat(this.wire.told).hasSize(1);
		assertThat(this.outbox.isIdle()).isTrue();
		assertThat(this.outbox.statistics().messages()).isZero();
		assertThat(this.outbox.statistics().bytes()).isZero();
	}

	@Test
	void askedAfterOnceIfNothingFollows() {
		cast(3);
		checkAfter(0);
		assertThat(this.wire.sent).isEmpty();
		checkAfter(3);
		assertThat(this.wire.sent).hasSize(1);
		Frame question = Frame.decode(this.wire.sent.get(0), 0);
		assertThat(question.envelopes()).isEmpty();
		assertThat(question.first()).isEqualTo(4);
		this.wire.accept(0);
		checkAfter(6);
		assertThat(this.wire.sent).hasSize(1);
		assertThat(uncertain()).isZero();
		cast(1);
		assertThat(numbers(this.wire.told)).containsExactly(1L, 2L, 3L, 4L);
	}

	@ParameterizedTest
	@EnumSource
	void whatMayBeLostIsCounted(Fate fate) {
		cast(Outbox.MOST_TOLD + 1);
		switch (fate) {
			case ACCEPTED -> this.wire.accept(0);
			case ACCEPTED_ON_ANOTHER_PATH -> {
				this.wire.whole = false;
				this.wire.accept(0);
			}
			case NOT_SENT ->
				this.wire.accepted.get(0).completeExceptionally(new Transport.NotSentException("for the test"));
			case FAILED -> this.wire.accepted.get(0).completeExceptionally(new IllegalStateException("for the test"));
			case OVERDUE -> {
				checkAfter(60);
				this.wire.accept(0);
			}
			case CLOSED -> {
				this.outbox.close("The node was lost");
				this.wire.accept(0);
			}
		}
		assertThat(uncertain()).isEqualTo(fate.uncertain);
		assertThat(this.counters.of(Lane.BULK).givenUp.sum()).isEqualTo(fate.givenUp);
		this.outbox.close("The messenger is closed");
		assertThat(uncertain()).isEqualTo(fate.uncertain);
	}

	@Test
	void whatWasToldBeforeTheEndMayHaveArrived() {
		cast(3);
		this.outbox.close("The node was lost");
		assertThat(uncertain()).isEqualTo(3);
		assertThat(this.wire.sent).isEmpty();
	}

	/** What has become of the frame that was sent after those that were told. */
	enum Fate {

		ACCEPTED(0, 0),

		ACCEPTED_ON_ANOTHER_PATH(Outbox.MOST_TOLD, 0),

		NOT_SENT(Outbox.MOST_TOLD, 1),

		FAILED(Outbox.MOST_TOLD + 1, 0),

		OVERDUE(Outbox.MOST_TOLD + 1, 0),

		CLOSED(Outbox.MOST_TOLD + 1, 0);

		private final long uncertain;

		private final long givenUp;

		Fate(long uncertain, long givenUp) {
			this.uncertain = uncertain;
			this.givenUp = givenUp;
		}

	}

}
