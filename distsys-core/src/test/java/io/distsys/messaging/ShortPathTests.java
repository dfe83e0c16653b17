package io.distsys.messaging;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

import io.distsys.cluster.Node;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.simulation.VirtualLoop;
import io.distsys.simulation.VirtualTime;
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

	/** So many in one frame that they are many. */
	private void sendMany() {
		call();
		for (int i = 0; i < Outbox.MANY; i++) {
			call();
		}
		this.wire.accept(0);
		this.wire.runSenders();
		this.wire.accept(1);
		assertThat(this.wire.sent).hasSize(2);
		assertThat(this.wire.senders).isEmpty();
	}

	@Test
	void whereManyShareFramesTheSenderOfTheLaneTakesAllThatIsQueuedUntilItRuns() {
		sendMany();
		call();
		call();
		assertThat(this.wire.sent).hasSize(2);
		assertThat(this.wire.senders).hasSize(1);
		this.wire.runSenders();
		assertThat(this.wire.sent).hasSize(3);
		assertThat(Frame.decode(this.wire.sent.get(2), this.time.nanos()).envelopes()).hasSize(2);
	}

	@Test
	void whoeverSendsSendsItselfAgainWhenFramesAreNotSharedAnyMore() {
		sendMany();
		this.time.runFor(Duration.ofMillis(1));
		call();
		assertThat(this.wire.sent).hasSize(3);
		assertThat(this.wire.senders).isEmpty();
	}

	@Test
	void afterAFrameForOneTheNextOneWaitsForNobody() {
		sendMany();
		call();
		this.wire.runSenders();
		this.wire.accept(2);
		call();
		assertThat(this.wire.sent).hasSize(4);
	}

	@Test
	void questionTravelsWithTheOthersWhereManyShareFrames() {
		this.wire.exchanging = true;
		sendMany();
		ask();
		assertThat(this.wire.exchanged).isEmpty();
		this.time.runFor(Duration.ofMillis(1));
		this.wire.runSenders();
		this.wire.accept(2);
		ask();
		assertThat(this.wire.exchanged).hasSize(1);
	}

	@Test
	void whoeverSendsSendsItselfWhereThereIsNoSenderAnyMore() {
		sendMany();
		this.wire.closed = true;
		call();
		assertThat(this.wire.sent).hasSize(3);
		this.wire.accept(2);
		this.wire.closed = false;
		call();
		assertThat(this.wire.sent).hasSize(4);
	}

	@Test
	void framesOfTheControlLaneWaitForNoSender() {
		for (int i = 0; i <= Outbox.MANY; i++) {
			this.alice.call(this.bob.id(), Lane.CONTROL, "inbox", new byte[0], MINUTE);
		}
		this.wire.accept(0);
		this.wire.runSenders();
		this.wire.accept(1);
		this.alice.call(this.bob.id(), Lane.CONTROL, "inbox", new byte[0], MINUTE);
		assertThat(this.wire.sent).hasSize(3);
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

	@Test
	void questionTravelsAloneWhereNothingWaits() {
		this.wire.exchanging = true;
		CompletableFuture<Reply> reply = ask();
		assertThat(this.wire.sent).isEmpty();
		back(0, ANSWER);
		assertThat(reply).isCompletedWithValueMatching(IS_ANSWER);
		assertThat(this.alice.statistics().pendingCalls()).isZero();
		assertThat(this.alice.statistics().received()).isEqualTo(1);
	}

	@Test
	void whateverElseIsSentKeepsItsPlaceInTheLane() {
		this.wire.exchanging = true;
		call();
		this.alice.ask(this.bob.id(), Lane.CONTROL, "inbox", new byte[0], MINUTE);
		assertThat(this.wire.exchanged).isEmpty();
		assertThat(this.wire.sent).hasSize(2);
	}

	@Test
	void questionTravelsWithTheOthersIfTheLaneIsBusy() {
		this.wire.exchanging = true;
		call();
		CompletableFuture<Reply> reply = ask();
		assertThat(this.wire.exchanged).isEmpty();
		this.wire.accept(0);
		this.wire.runSenders();
		answer(1);
		assertThat(reply).isCompletedWithValueMatching(IS_ANSWER);
	}

	@Test
	void fewTravelAloneAtOnce() {
		this.wire.exchanging = true;
		for (int i = 0; i < Exchanges.LIMIT + 1; i++) {
			ask();
		}
		assertThat(this.wire.exchanged).hasSize(Exchanges.LIMIT);
		assertThat(this.wire.sent).hasSize(1);
		this.wire.accept(0);
		back(0, ANSWER);
		ask();
		assertThat(this.wire.exchanged).hasSize(Exchanges.LIMIT + 1);
	}

	@Test
	void largeQuestionTravelsOnTheLane() {
		this.wire.exchanging = true;
		byte[] large = new byte[MessagingSettings.ofDefaults().maxFrameBytes()];
		this.alice.ask(this.bob.id(), Lane.BULK, "inbox", large, MINUTE);
		assertThat(this.wire.exchanged).isEmpty();
		assertThat(this.wire.sent).hasSize(1);
	}

	@Test
	void questionThatCertainlyDidNotArriveDidNotRun() {
		this.wire.exchanging = true;
		CompletableFuture<Reply> reply = ask();
		this.wire.backs.get(0).completeExceptionally(new Transport.NotSentException("gone"));
		this.time.runFor(Duration.ofMillis(1));
		assertThat(reply).isCompletedWithValue(new Reply.Unreachable(Outcome.DID_NOT_RUN, "Not sent: gone"));
		assertThat(this.alice.statistics().framesNotSent()).isEqualTo(1);
	}

	@Test
	void questionThatMayHaveArrivedMayHaveRunWhenItsTimeIsUp() {
		this.wire.exchanging = true;
		CompletableFuture<Reply> reply = ask();
		this.wire.backs.get(0).completeExceptionally(new IllegalStateException("the connection was closed"));
		this.time.runFor(MINUTE.minusSeconds(1));
		assertThat(reply).isNotDone();
		this.time.runFor(Duration.ofSeconds(2));
		assertThat(reply).isCompletedWithValue(new Reply.TimedOut(Outcome.MAY_HAVE_RUN));
	}

	@Test
	void lossOfTheNodeEndsAQuestionAtOnce() {
		this.wire.exchanging = true;
		CompletableFuture<Reply> reply = ask();
		this.membership.lose(this.bob.id());
		this.time.runFor(Duration.ofMillis(1));
		assertThat(reply).isCompletedWithValueMatching((value) -> value instanceof Reply.Unreachable unreachable
				&& unreachable.outcome() == Outcome.MAY_HAVE_RUN);
		back(0, ANSWER);
		assertThat(reply.join()).isInstanceOf(Reply.Unreachable.class);
	}

	@Test
	void whatComesBackAndIsNoAnswerIsCounted() {
		this.wire.exchanging = true;
		CompletableFuture<Reply> reply = ask();
		this.wire.backs.get(0).complete(new byte[] { 99 });
		assertThat(reply).isNotDone();
		assertThat(this.alice.statistics().malformed()).isEqualTo(1);
	}

	@Test
	void questionIsAnsweredTheWayItCame() {
		this.alice.handle("inbox", Runnable::run, (message, replier) -> replier.reply(ANSWER));
		List<byte[]> backs = new ArrayList<>();
		assertThat(arrive("inbox", backs)).isTrue();
		assertThat(backs).hasSize(1);
		Envelope envelope = Frame.decode(backs.get(0), this.time.nanos()).envelopes().get(0);
		assertThat(envelope).isInstanceOfSatisfying(Envelope.Answer.class, (answer) -> {
			assertThat(answer.correlation()).isEqualTo(77);
			assertThat(answer.reply()).matches(IS_ANSWER);
		});
		assertThat(this.wire.sent).isEmpty();
	}

	@Test
	void questionToNobodyIsRefusedTheWayItCame() {
		List<byte[]> backs = new ArrayList<>();
		assertThat(arrive("nobody", backs)).isTrue();
		assertThat(Frame.decode(backs.get(0), this.time.nanos()).envelopes()).first()
			.isInstanceOfSatisfying(Envelope.Answer.class,
					(answer) -> assertThat(answer.reply()).isInstanceOfSatisfying(Reply.Refused.class,
							(refused) -> assertThat(refused.refusal()).isEqualTo(Refusal.NO_SUCH_ADDRESS)));
	}

	@Test
	void largeAnswerTravelsOnTheLane() {
		Reply large = new Reply.Answered(new byte[MessagingSettings.ofDefaults().maxFrameBytes()]);
		this.alice.handle("inbox", Runnable::run, (message, replier) -> replier.reply(large));
		List<byte[]> backs = new ArrayList<>();
		arrive("inbox", backs);
		assertThat(backs).singleElement().satisfies((back) -> assertThat(back).isEmpty());
		assertThat(this.wire.sent).hasSize(1);
	}

	@Test
	void answerWithoutAWayBackTravelsOnTheLane() {
		this.alice.handle("inbox", Runnable::run, (message, replier) -> replier.reply(ANSWER));
		Envelope call = new Envelope.Call("inbox".getBytes(StandardCharsets.UTF_8), 77,
				this.time.nanos() + MINUTE.toNanos(), new byte[0]);
		byte[] frame = new Frame(0, 0, List.of(call)).encode(this.time.nanos());
		assertThat(this.wire.receiver().onExchange(this.bob.id(), frame, (back) -> false)).isTrue();
		assertThat(this.wire.sent).hasSize(1);
		assertThat(Frame.decode(this.wire.sent.get(0), this.time.nanos()).envelopes()).first()
			.isInstanceOfSatisfying(Envelope.Answer.class, (answer) -> assertThat(answer.correlation()).isEqualTo(77));
	}

	@Test
	void emptyFrameComesBackForAnAnswerThatTravelsOnTheLane() {
		this.wire.exchanging = true;
		CompletableFuture<Reply> reply = ask();
		this.wire.backs.get(0).complete(new byte[0]);
		assertThat(reply).isNotDone();
		this.wire.sent.addAll(this.wire.exchanged);
		answer(0);
		assertThat(reply).isCompletedWithValueMatching(IS_ANSWER);
	}

	@Test
	void whatIsNoQuestionIsNotTaken() {
		List<byte[]> backs = new ArrayList<>();
		assertThat(this.wire.receiver().onExchange(this.bob.id(), new byte[] { 1, 2, 3 }, backs::add)).isFalse();
		assertThat(this.alice.statistics().malformed()).isEqualTo(1);
		this.alice.close();
		assertThat(arrive("inbox", backs)).isFalse();
		assertThat(backs).isEmpty();
	}

	private boolean arrive(String address, List<byte[]> backs) {
		Envelope call = new Envelope.Call(address.getBytes(StandardCharsets.UTF_8), 77,
				this.time.nanos() + MINUTE.toNanos(), new byte[0]);
		byte[] frame = new Frame(0, 0, List.of(call)).encode(this.time.nanos());
		return this.wire.receiver().onExchange(this.bob.id(), frame, backs::add);
	}

	private void back(int question, Reply reply) {
		Envelope.Call call = (Envelope.Call) Frame.decode(this.wire.exchanged.get(question), this.time.nanos())
			.envelopes()
			.get(0);
		this.wire.backs.get(question)
			.complete(
					new Frame(0, 0, List.of(new Envelope.Answer(call.correlation(), reply))).encode(this.time.nanos()));
	}

}
