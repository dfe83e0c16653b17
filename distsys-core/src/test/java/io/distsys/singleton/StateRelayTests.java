package io.distsys.singleton;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.distsys.cluster.NodeId;
import io.distsys.fakes.JavaCodec;
import io.distsys.messaging.Lane;
import io.distsys.messaging.MessageHandler;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.Outcome;
import io.distsys.messaging.Refusal;
import io.distsys.messaging.Reply;
import io.distsys.ownership.Fence;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.GrantFence;
import io.distsys.ownership.Guarantee;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.Ownership.Cession;
import io.distsys.ownership.Owners;
import io.distsys.ownership.OwnershipChange;
import io.distsys.ownership.ResourceKey;
import io.distsys.ownership.SessionId;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.singleton.StateOffer.Occasion;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StateRelayTests {

	private static final ResourceKey KEY = ResourceKey.of(ClusterSingletons.KIND, "feed");

	private static final NodeId SELF = node(1);

	private static final NodeId FORMER = node(2);

	private static final NodeId THIRD = node(3);

	private final StateMail mail = new StateMail(new AnsweringMessenger(), new JavaCodec(), Runnable::run,
			Duration.ofSeconds(1));

	private final List<NodeId> sentTo = new ArrayList<>();

	private CompletionStage<Reply> reply = CompletableFuture.completedFuture(new Reply.Answered(new byte[0]));

	private long nanos;

	private @Nullable Ownership row;

	private final StateRelay relay = relay(Guarantee.AVAILABLE);

	private StateRelay relay(Guarantee guarantee) {
		return new StateRelay("feed", guarantee, this.mail, new OneOwner(), SELF, () -> this.nanos);
	}

	private static NodeId node(long number) {
		return SimulatedMembership.node(number).id();
	}

	private static OfferedState state(long token, Occasion occasion) {
		return new OfferedState(new Cession(FORMER, new FencingToken(token)), occasion, StateRelay.KEPT,
				new JavaCodec().encode("state " + token));
	}

	private void owned(NodeId node, long token, Ownership.State state) {
		this.row = new Ownership(KEY, new SessionId(node, 0), new FencingToken(token), state, null, null, Map.of());
	}

	private static List<String> told(List<Stint.Inheritance> taken) {
		return taken.stream().map((one) -> one.occasion() + " " + one.value().get()).toList();
	}

	@Test
	void whoBeginsIsGivenTheStateOfTheGrantBeforeAndThenWhatIsToBeMerged() {
		this.relay.arrived(state(9, Occasion.HANDED_OVER));
		this.relay.arrived(state(5, Occasion.HANDED_OVER));
		this.relay.arrived(state(7, Occasion.CONCEDED));
		assertThat(told(this.relay.takeToBegin(new Cession(FORMER, new FencingToken(5)))))
			.containsExactly("HANDED_OVER state 5", "CONCEDED state 7", "CONCEDED state 9");
		assertThat(this.relay.isEmpty()).isTrue();
	}

	@Test
	void ofSeveralThatCouldNotBeUsedTheLastIsTheOneToBeginWith() {
		this.relay.arrived(state(5, Occasion.HANDED_OVER));
		this.relay.arrived(state(9, Occasion.HANDED_OVER));
		assertThat(told(this.relay.takeToBegin(null))).containsExactly("HANDED_OVER state 9", "CONCEDED state 5");
	}

	@Test
	void aStateThatComesTwiceIsUsedOnceUnlessItWasGivenBack() {
		this.relay.arrived(state(5, Occasion.HANDED_OVER));
		this.relay.arrived(state(5, Occasion.HANDED_OVER));
		List<Stint.Inheritance> taken = this.relay.takeToMerge();
		assertThat(told(taken)).containsExactly("CONCEDED state 5");
		this.relay.arrived(state(5, Occasion.HANDED_OVER));
		assertThat(this.relay.takeToMerge()).isEmpty();
		this.relay.giveBack(taken.get(0));
		assertThat(told(this.relay.takeToMerge())).containsExactly("CONCEDED state 5");
	}

	/** Whoever asked for it saw the grant before, which was active. */
	@Test
	void whatIsToBeMergedWaitsUntilTheSingletonHasBegun() throws Exception {
		List<String> events = new ArrayList<>();
		Told activity = new Told(events);
		Stint stint = new Stint(new SingletonDefinition("feed", Set.of(), activity, activity, Guarantee.AVAILABLE),
				null, this.relay, (event) -> events.add("announced"));
		Fence fence = new GrantFence(KEY, new FencingToken(6), Runnable::run);
		this.relay.arrived(state(4, Occasion.CONCEDED));
		stint.acceptWaiting();
		assertThat(events).isEmpty();
		stint.activate(fence);
		stint.announce(fence);
		this.relay.arrived(state(5, Occasion.CONCEDED));
		stint.acceptWaiting();
		assertThat(events).containsExactly("begun", "CONCEDED state 4", "announced", "CONCEDED state 5");
	}

	@Test
	void itIsSentToTheOneThatHasTheSingletonUntilThatTakesIt() {
		this.relay.arrived(state(5, Occasion.HANDED_OVER));
		this.relay.passOn();
		owned(FORMER, 5, Ownership.State.ACTIVE);
		this.relay.passOn();
		owned(THIRD, 6, Ownership.State.RELEASING);
		this.relay.passOn();
		assertThat(this.sentTo).as("nobody, one that has ended, one that is about to").isEmpty();
		owned(THIRD, 6, Ownership.State.ASSIGNED);
		this.reply = CompletableFuture.completedFuture(new Reply.Refused(Refusal.DRAINING, new byte[0]));
		this.relay.passOn();
		this.reply = CompletableFuture.completedFuture(new Reply.TimedOut(Outcome.MAY_HAVE_RUN));
		this.relay.passOn();
		assertThat(this.relay.count()).isOne();
		this.reply = CompletableFuture.completedFuture(new Reply.Answered(new byte[0]));
		this.relay.passOn();
		assertThat(this.relay.isEmpty()).isTrue();
		assertThat(this.sentTo).containsExactly(THIRD, THIRD, THIRD);
		assertThat(this.mail.lost()).isZero();
	}

	@Test
	void whatIsUnderWayIsNotUsedHereToo() {
		CompletableFuture<Reply> answer = new CompletableFuture<>();
		this.reply = answer;
		this.relay.arrived(state(5, Occasion.HANDED_OVER));
		owned(THIRD, 6, Ownership.State.ACTIVE);
		this.relay.passOn();
		this.relay.passOn();
		assertThat(this.sentTo).hasSize(1);
		assertThat(this.relay.takeToBegin(null)).isEmpty();
		answer.complete(new Reply.Unreachable(Outcome.DID_NOT_RUN, "gone"));
		assertThat(told(this.relay.takeToMerge())).containsExactly("CONCEDED state 5");
	}

	@Test
	void itIsGivenUpAfterAMinuteWhereverItWas() {
		this.relay.arrived(state(5, Occasion.HANDED_OVER).within(Duration.ofSeconds(10)));
		this.nanos += Duration.ofSeconds(10).toNanos();
		this.relay.passOn();
		assertThat(this.relay.count()).isOne();
		this.nanos++;
		this.relay.passOn();
		assertThat(this.relay.isEmpty()).isTrue();
		assertThat(this.mail.lost()).isOne();
	}

	/** Such as by an activation that hangs, and then fails. */
	@Test
	void theTimeForWhichItWasTakenAndNotUsedCounts() {
		this.relay.arrived(state(5, Occasion.HANDED_OVER));
		List<Stint.Inheritance> taken = this.relay.takeToBegin(null);
		this.nanos += StateRelay.KEPT.toNanos() + 1;
		taken.forEach(this.relay::giveBack);
		assertThat(this.relay.count()).isOne();
		this.relay.passOn();
		assertThat(this.relay.isEmpty()).isTrue();
		assertThat(this.mail.lost()).isOne();
	}

	@Test
	void nothingIsTakenAnyMoreOnceNothingWaitsThatCouldBePassedOn() {
		assertThat(this.relay.arrived(state(5, Occasion.HANDED_OVER))).isTrue();
		assertThat(this.relay.closeIfSettled()).isFalse();
		assertThat(told(this.relay.takeToBegin(null))).containsExactly("HANDED_OVER state 5");
		assertThat(this.relay.closeIfSettled()).isTrue();
		assertThat(this.relay.arrived(state(6, Occasion.HANDED_OVER))).isFalse();
		assertThat(this.mail.lost()).isZero();
		StateRelay strong = relay(Guarantee.STRONG);
		assertThat(strong.arrived(state(7, Occasion.HANDED_OVER))).isTrue();
		assertThat(strong.closeIfSettled()).isTrue();
		assertThat(this.mail.lost()).isOne();
	}

	@Test
	void whatIsLeftToAnotherRelayIsNotLostIfItWasUnderWay() {
		CompletableFuture<Reply> answer = new CompletableFuture<>();
		this.reply = answer;
		this.relay.arrived(state(5, Occasion.HANDED_OVER));
		owned(THIRD, 6, Ownership.State.ACTIVE);
		this.relay.passOn();
		this.nanos += Duration.ofSeconds(20).toNanos();
		assertThat(this.relay.closeAndLeave()).singleElement()
			.satisfies((left) -> assertThat(left.patience()).isEqualTo(StateRelay.KEPT.minusSeconds(20)));
		answer.complete(new Reply.Failed(new byte[0]));
		assertThat(this.mail.lost()).isZero();
	}

	@Test
	void noMoreThanEightWaitAndTheOldestGoes() {
		for (int token = 1; token <= StateRelay.MOST + 1; token++) {
			this.relay.arrived(state(token, Occasion.CONCEDED));
		}
		assertThat(told(this.relay.takeToMerge())).hasSize(StateRelay.MOST).doesNotContain("CONCEDED state 1");
		assertThat(this.mail.lost()).isOne();
	}

	@Test
	void aStrongSingletonTakesOnlyTheStateOfTheGrantBefore() {
		StateRelay strong = relay(Guarantee.STRONG);
		strong.arrived(state(5, Occasion.HANDED_OVER));
		strong.arrived(state(6, Occasion.HANDED_OVER));
		owned(THIRD, 7, Ownership.State.ACTIVE);
		strong.passOn();
		assertThat(this.sentTo).isEmpty();
		assertThat(told(strong.takeToBegin(new Cession(FORMER, new FencingToken(5)))))
			.containsExactly("HANDED_OVER state 5");
		assertThat(this.mail.lost()).isOne();
	}

	@Test
	void aHandOverIsRepeatedUntilTheNextNodeHasTakenTheStateButNotForEver() {
		this.reply = CompletableFuture.completedFuture(new Reply.TimedOut(Outcome.MAY_HAVE_RUN));
		assertThat(handOver(Duration.ofSeconds(1))).isCompletedExceptionally();
		assertThat(this.mail.lost()).isZero();
		assertThat(handOver(StateRelay.KEPT)).isCompleted();
		assertThat(this.mail.lost()).isOne();
		this.reply = CompletableFuture.completedFuture(new Reply.Answered(new byte[0]));
		assertThat(handOver(Duration.ZERO)).isCompleted();
		assertThat(this.relay.isEmpty()).isTrue();
	}

	private CompletableFuture<Void> handOver(Duration endedFor) {
		return this.relay.handOver(new FencingToken(5), Occasion.HANDED_OVER, "state", THIRD, endedFor)
			.toCompletableFuture();
	}

	private record Told(List<String> events) implements SingletonActivity {

		@Override
		public void activate(Fence fence) {
			this.events.add("begun");
		}

		@Override
		public void deactivate(Fence fence) {
			this.events.add("ended");
		}

		@Override
		public void acceptState(Object state, Occasion occasion) {
			this.events.add(occasion + " " + state);
		}

	}

	/** Sends nothing, and answers for everybody. */
	private final class AnsweringMessenger implements Messenger {

		@Override
		public NodeId self() {
			return SELF;
		}

		@Override
		public Subscription handle(String address, Executor executor, MessageHandler handler) {
			return () -> {
			};
		}

		@Override
		public CompletionStage<Reply> call(NodeId to, Lane lane, String address, byte[] payload, Duration timeout) {
			StateRelayTests.this.sentTo.add(to);
			return StateRelayTests.this.reply;
		}

		@Override
		public boolean cast(NodeId to, Lane lane, String address, byte[] payload) {
			return false;
		}

	}

	private final class OneOwner implements Owners {

		@Override
		public Optional<Ownership> find(ResourceKey key) {
			return Optional.ofNullable(StateRelayTests.this.row).filter((row) -> row.key().equals(key));
		}

		@Override
		public Stream<Ownership> ofKind(String kind) {
			return Stream.empty();
		}

		@Override
		public Subscription subscribe(Consumer<? super OwnershipChange> listener) {
			return () -> {
			};
		}

	}

}
