package io.distsys.messaging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;

import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.simulation.VirtualLoop;
import io.distsys.simulation.VirtualTime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/** What a message and its answer need not wait for: other threads. */
class ShortPathTests {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private static final Reply ANSWER = new Reply.Answered(new byte[] { 42 });

	private static final Predicate<Reply> IS_ANSWER = Reply.Answered.class::isInstance;

	private final VirtualTime time = new VirtualTime(7);

	private final VirtualLoop loop = new VirtualLoop(this.time);

	private final Node bob = SimulatedMembership.node(2);

	private final HandWire wire = new HandWire();

	private final SimulatedMembership membership = new SimulatedMembership(SimulatedMembership.node(1), this.loop);

	private final EnvelopeMessenger alice = new EnvelopeMessenger(this.membership, this.wire, this.loop,
			MessagingSettings.ofDefaults());

	private long answered;

	@BeforeEach
	void introduce() {
		this.membership.join(this.bob);
	}

	private CompletableFuture<Reply> ask() {
		return this.alice.ask(this.bob.id(), Lane.BULK, "inbox", new byte[0], MINUTE).toCompletableFuture();
	}

	private CompletableFuture<Reply> call() {
		return this.alice.call(this.bob.id(), Lane.BULK, "inbox", new byte[0], MINUTE).toCompletableFuture();
	}

	/** A frame arrives that answers all that was sent in one. */
	private void answer(int frame) {
		List<Envelope> answers = new ArrayList<>();
		for (Envelope envelope : Frame.decode(this.wire.sent.get(frame), this.time.nanos()).envelopes()) {
			answers.add(new Envelope.Answer(((Envelope.Call) envelope).correlation(), ANSWER));
		}
		byte[] bytes = new Frame(1, this.answered + 1, answers).encode(this.time.nanos());
		this.answered += answers.size();
		this.wire.receiver().onFrame(this.bob.id(), Lane.BULK, bytes);
	}

	@Test
	void answerThatWasAskedForIsThereWhenItsFrameIs() {
		CompletableFuture<Reply> reply = ask();
		answer(0);
		assertThat(reply).isCompletedWithValueMatching(IS_ANSWER);
		assertThat(this.alice.statistics().pendingCalls()).isZero();
	}

	@Test
	void answerToACallComesOnTheLoop() {
		CompletableFuture<Reply> reply = call();
		answer(0);
		assertThat(reply).isNotDone();
		this.time.runFor(Duration.ofMillis(1));
		assertThat(reply).isCompletedWithValueMatching(IS_ANSWER);
	}

	@Test
	void callsAndQuestionsOfOneFrameAreAnsweredEachInItsPlace() {
		call();
		CompletableFuture<Reply> asked = ask();
		CompletableFuture<Reply> called = call();
		this.wire.accept(0);
		this.wire.runSenders();
		answer(1);
		assertThat(asked).isCompletedWithValueMatching(IS_ANSWER);
		assertThat(called).isNotDone();
		this.time.runFor(Duration.ofMillis(1));
		assertThat(called).isCompletedWithValueMatching(IS_ANSWER);
	}

	@Test
	void whoHandsAnAnswerOnMaySendAtOnce() {
		CompletableFuture<Reply> second = ask().thenCompose((reply) -> ask());
		this.wire.accept(0);
		answer(0);
		assertThat(this.wire.sent).hasSize(2);
		answer(1);
		assertThat(second).isCompletedWithValueMatching(IS_ANSWER);
	}

	@Test
	void questionWithoutAnAnswerEndsOnTheLoop() {
		CompletableFuture<Reply> reply = ask();
		this.time.runFor(MINUTE.plusSeconds(1));
		assertThat(reply).isCompletedWithValue(new Reply.TimedOut(Outcome.MAY_HAVE_RUN));
		answer(0);
		assertThat(reply).isCompletedWithValue(new Reply.TimedOut(Outcome.MAY_HAVE_RUN));
	}

	@Test
	void acknowledgementDisturbsNobodyIfNothingWaits() {
		ask();
		this.wire.accept(0);
		assertThat(this.wire.senders).isEmpty();
		ask();
		assertThat(this.wire.sent).hasSize(2);
	}

	@Test
	void whatWaitsForAnAcknowledgementIsSentByTheSenderOfTheLane() {
		ask();
		ask();
		this.wire.accept(0);
		assertThat(this.wire.sent).hasSize(1);
		assertThat(this.wire.senders).hasSize(1);
		this.wire.runSenders();
		assertThat(this.wire.sent).hasSize(2);
	}

	@Test
	void transportThatIsClosedLeavesTheQueueToTheTimeouts() {
		ask();
		CompletableFuture<Reply> waiting = ask();
		this.wire.closed = true;
		assertThatCode(() -> this.wire.accept(0)).doesNotThrowAnyException();
		this.time.runFor(MINUTE.plusSeconds(1));
		assertThat(waiting).isCompletedWithValue(new Reply.TimedOut(Outcome.DID_NOT_RUN));
	}

	/** A transport on which everything happens by hand. */
	private static final class HandWire implements Transport {

		private final List<byte[]> sent = new ArrayList<>();

		private final List<CompletableFuture<Void>> accepted = new ArrayList<>();

		private final List<Runnable> senders = new ArrayList<>();

		private boolean closed;

		private @Nullable FrameReceiver receiver;

		@Override
		public CompletionStage<Void> send(NodeId to, Lane lane, byte[] frame) {
			this.sent.add(frame);
			CompletableFuture<Void> stage = new CompletableFuture<>();
			this.accepted.add(stage);
			return stage;
		}

		@Override
		public Executor sender(Lane lane) {
			return (task) -> {
				if (this.closed) {
					throw new RejectedExecutionException("closed");
				}
				this.senders.add(task);
			};
		}

		@Override
		public void receive(FrameReceiver receiver) {
			this.receiver = receiver;
		}

		private FrameReceiver receiver() {
			FrameReceiver present = this.receiver;
			assertThat(present).isNotNull();
			return present;
		}

		private void accept(int frame) {
			this.accepted.get(frame).complete(null);
		}

		private void runSenders() {
			List<Runnable> tasks = List.copyOf(this.senders);
			this.senders.clear();
			tasks.forEach(Runnable::run);
		}

	}

}
