package io.distsys.decision;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.decision.Decision.Decided;
import io.distsys.decision.Decision.Undecided;
import io.distsys.fakes.FakeMembership;
import io.distsys.fakes.JavaCodec;
import io.distsys.fakes.JvmNetwork;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.Messenger;
import io.distsys.quorum.Quorum;
import io.distsys.quorum.QuorumEvent;
import io.distsys.quorum.QuorumState;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.time.MonotonicClock;
import io.distsys.time.Subscription;
import io.distsys.time.ThreadEventLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@Timeout(120)
class MessengerDecisionsTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private final ThreadEventLoop loop = new ThreadEventLoop("distsys-core-test", MonotonicClock.system());

	private final ExecutorService users = Executors.newCachedThreadPool();

	private final JvmNetwork network = new JvmNetwork(this.loop);

	private final TestQuorum quorum = new TestQuorum();

	private final List<Node> nodes = new ArrayList<>();

	private final Map<Node, MessengerDecisions> decisions = new HashMap<>();

	@BeforeEach
	void connectThreeNodes() {
		for (int number = 1; number <= 3; number++) {
			this.nodes.add(SimulatedMembership.node(number));
		}
		for (Node node : this.nodes) {
			Node[] others = this.nodes.stream().filter((other) -> other != node).toArray(Node[]::new);
			Messenger messenger = this.network.connect(node.id());
			this.decisions.put(node, new MessengerDecisions(messenger, new FakeMembership(node, others), this.quorum,
					new JavaCodec(), this.users, this.loop::inLoop, MessageObserver.none()));
		}
	}

	@AfterEach
	void stop() {
		this.users.shutdownNow();
		this.loop.close();
	}

	private MessengerDecisions of(int number) {
		return this.decisions.get(this.nodes.get(number - 1));
	}

	private NodeId id(int number) {
		return this.nodes.get(number - 1).id();
	}

	@Test
	void whatAMajorityAnswersIsDecided() {
		of(1).answer("reachable", String.class, (peer) -> peer.equals("peer"));
		of(2).answer("reachable", String.class, (peer) -> peer.equals("peer"));
		of(3).answer("reachable", String.class, (peer) -> {
			throw new IllegalStateException("of the test");
		});
		Decision<Boolean> decision = of(1).decide("reachable", "peer", Boolean.class, LONG);
		assertThat(decision).isInstanceOfSatisfying(Decided.class,
				(decided) -> assertThat(decided.answer()).isEqualTo(true));
		assertThat(decision.votes().needed()).isEqualTo(2);
		assertThat(decision.votes().answers()).isEqualTo(Map.of(id(1), true, id(2), true));
	}

	@Test
	void withoutAMajorityOfEqualAnswersThereIsNoDecisionAndItIsSaidWhy() {
		of(1).answer("version", String.class, (ignored) -> "1");
		of(2).answer("version", String.class, (ignored) -> "2");
		Decision<String> decision = of(1).decide("version", "", String.class, LONG);
		assertThat(decision).isInstanceOfSatisfying(Undecided.class, (undecided) -> assertThat(undecided.reason())
			.isEqualTo("of 3 nodes 2 had to give the same answer, 1 did; no answer: 1"));
		assertThat(decision.votes().answers()).hasSize(2);
		assertThat(decision.votes().missing()).isEqualTo(Map.of(id(3), "it does not answer that question"));
	}

	@Test
	void anAnswerOfAnotherTypeCountsAsNone() {
		of(2).answer("size", Integer.class, (ignored) -> "many");
		Decision<Integer> decision = of(1).decide(Set.of(id(2)), "size", 7, Integer.class, LONG);
		assertThat(decision).isInstanceOf(Undecided.class);
		assertThat(decision.votes().missing().get(id(2))).isEqualTo("its answer is no java.lang.Integer but many");
	}

	@Test
	void onlyThoseWhoAreNamedAreAsked() {
		of(2).answer("name", String.class, (ignored) -> "two");
		of(3).answer("name", String.class, (ignored) -> "three");
		this.quorum.present = false;
		assertThat(of(1).decide(List.of(id(2), id(2)), "name", "", String.class, LONG))
			.isInstanceOfSatisfying(Decided.class, (decided) -> assertThat(decided.answer()).isEqualTo("two"));
		assertThatIllegalArgumentException().isThrownBy(() -> of(1).decide(List.of(), "name", "", String.class, LONG))
			.withMessage("There is nobody to ask 'name'");
	}

	@Test
	void aSecondAnswerAndAQuestionThatIsTooLongAreRefused() {
		Subscription first = of(1).answer("name", String.class, (ignored) -> "one");
		assertThatIllegalStateException().isThrownBy(() -> of(1).answer("name", String.class, (ignored) -> "two"))
			.withMessage("This node answers the question 'name' already: end that answer first");
		first.close();
		of(1).answer("name", String.class, (ignored) -> "two");
		String tooLong = "\u00fc".repeat(ClusterDecisions.LONGEST_QUESTION / 2 + 1);
		String message = "A question has at most 32767 bytes, not 32768";
		assertThatIllegalArgumentException()
			.isThrownBy(() -> of(1).answer(tooLong, String.class, (ignored) -> "answer"))
			.withMessage(message);
		assertThatIllegalArgumentException().isThrownBy(() -> of(1).decide(tooLong, "", String.class, LONG))
			.withMessage(message);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> of(1).decide(Set.of(id(1)), tooLong, "", String.class, LONG))
			.withMessage(message);
	}

	@Test
	void aNodeWithoutQuorumDecidesNothingForAll() {
		this.nodes.forEach((node) -> this.decisions.get(node).answer("name", String.class, (ignored) -> "answer"));
		this.quorum.present = false;
		assertThat(of(1).decide("name", "", String.class, LONG)).isInstanceOfSatisfying(Undecided.class,
				(undecided) -> assertThat(undecided.reason()).isEqualTo("this node has no quorum: of the test"));
		assertThat(this.network.sent).hasValue(0);
	}

	@Test
	void aNodeThatLosesQuorumWhileItAsksDecidesNothing() {
		this.nodes.forEach((node) -> this.decisions.get(node).answer("name", String.class, (ignored) -> {
			this.quorum.present = false;
			return "answer";
		}));
		Decision<String> decision = of(1).decide("name", "", String.class, LONG);
		assertThat(decision).isInstanceOf(Undecided.class);
		assertThat(decision.votes().answers()).isNotEmpty();
	}

	@Test
	void whoDoesNotAnswerInTimeCountsAgainstEveryAnswer() {
		of(1).answer("slow", String.class, (ignored) -> new CompletableFuture<String>().join());
		Decision<String> decision = of(2).decide(Set.of(id(1)), "slow", "", String.class, Duration.ofMillis(50));
		assertThat(decision.votes().missing()).isEqualTo(Map.of(id(1), "it did not answer in time"));
	}

	@Test
	void aThreadThatMustNotBlockIsRefusedAndAsksAsynchronously() throws Exception {
		of(1).answer("name", String.class, (ignored) -> "answer");
		CompletableFuture<Void> blocking = CompletableFuture.runAsync(() -> assertThatIllegalStateException()
			.isThrownBy(() -> of(1).decide(Set.of(id(1)), "name", "", String.class, LONG))
			.withMessageContaining("must not be blocked"), this.loop);
		blocking.get(1, TimeUnit.MINUTES);
		assertThat(of(1).decideAsync(Set.of(id(1)), "name", "", String.class, LONG)
			.toCompletableFuture()
			.get(1, TimeUnit.MINUTES)).isInstanceOf(Decided.class);
	}

	private static final class TestQuorum implements Quorum {

		private volatile boolean present = true;

		@Override
		public boolean isPresent() {
			return this.present;
		}

		@Override
		public QuorumState state() {
			return new QuorumState(this.present, Duration.ZERO, List.of(), List.of(), null, Duration.ZERO,
					"of the test");
		}

		@Override
		public Subscription subscribe(Consumer<? super QuorumEvent> listener) {
			return () -> {
			};
		}

	}

}
