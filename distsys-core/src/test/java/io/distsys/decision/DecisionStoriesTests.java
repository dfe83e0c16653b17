package io.distsys.decision;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.distsys.cluster.NodeId;
import io.distsys.decision.Decision.Decided;
import io.distsys.decision.Decision.Undecided;
import io.distsys.fakes.JavaCodec;
import io.distsys.messaging.EnvelopeMessenger;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.MessagingSettings;
import io.distsys.quorum.Quorum;
import io.distsys.quorum.QuorumEvent;
import io.distsys.quorum.QuorumState;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.simulation.SimulatedNetwork;
import io.distsys.simulation.VirtualLoop;
import io.distsys.simulation.VirtualTime;
import io.distsys.time.Subscription;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** Questions of three nodes over their messengers, in virtual time. */
@Timeout(60)
class DecisionStoriesTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private static final Duration MOMENT = Duration.ofMillis(100);

	private final VirtualTime time = new VirtualTime(1);

	private final SimulatedNetwork network = new SimulatedNetwork(this.time);

	private final List<Process> processes = new ArrayList<>();

	@BeforeEach
	void connectThreeNodes() {
		for (int number = 1; number <= 3; number++) {
			Process process = new Process(number);
			for (Process other : this.processes) {
				process.membership.join(other.membership.self());
				other.membership.join(process.membership.self());
			}
			this.processes.add(process);
		}
	}

	private Process of(int number) {
		return this.processes.get(number - 1);
	}

	@Test
	void aNodeThatCrashesWhileItIsAskedHasNoVoteAndIsNamed() {
		this.processes.forEach((process) -> process.answer("version", "1." + process.number));
		CompletableFuture<Decision<String>> asked = of(1).ask("version");
		of(3).loop.crash();
		this.time.runFor(MOMENT);
		assertThat(asked).as("the third one could still agree with one of them").isNotDone();
		of(1).membership.lose(of(3).id());
		this.time.runFor(MOMENT);
		assertThat(asked).isCompletedWithValueMatching(Undecided.class::isInstance);
		assertThat(asked.join().votes().answers()).isEqualTo(Map.of(of(1).id(), "1.1", of(2).id(), "1.2"));
		assertThat(asked.join().votes().missing()).isEqualTo(Map.of(of(3).id(), "Node n3 was lost: simulated"));
	}

	@Test
	void anAnswerThatFailsIsNoVoteAndItIsSaidHow() {
		assertThat(missingWhereItFails("host", "no route to the store"))
			.isEqualTo("what answers there failed: java.lang.IllegalStateException: no route to the store");
		assertThat(missingWhereItFails("long", "p".repeat(1_000))).endsWith("ppp\u2026").hasSizeLessThan(600);
	}

	private String missingWhereItFails(String question, String message) {
		of(2).decisions.answer(question, String.class, (ignored) -> {
			throw new IllegalStateException(message);
		});
		CompletableFuture<Decision<String>> asked = of(1).askTheSecond(question);
		this.time.runFor(MOMENT);
		assertThat(asked).isCompletedWithValueMatching(Undecided.class::isInstance);
		return asked.join().votes().missing().get(of(2).id());
	}

	@Test
	void whereTheOthersAgreeNobodyWaitsForOneThatCrashes() {
		this.processes.forEach((process) -> process.answer("open", "yes"));
		CompletableFuture<Decision<String>> asked = of(1).ask("open");
		of(3).loop.crash();
		this.time.runFor(MOMENT);
		assertThat(asked).isCompletedWithValueMatching(Decided.class::isInstance);
	}

	@Test
	void whoIsCutOffWhileItAsksDecidesNothingAndTheOthersDo() {
		this.processes.forEach((process) -> process.answer("open", "yes"));
		CompletableFuture<Decision<String>> before = of(1).ask("open");
		this.network.isolate(of(1).id());
		this.time.runFor(MOMENT);
		assertThat(before).isNotDone();
		of(1).membership.lose(of(2).id());
		of(1).membership.lose(of(3).id());
		of(2).membership.lose(of(1).id());
		of(3).membership.lose(of(1).id());
		this.time.runFor(MOMENT);
		assertThat(before).isCompletedWithValueMatching(Undecided.class::isInstance);
		assertThat(before.join().votes().answers()).containsOnlyKeys(of(1).id());
		assertThat(before.join().votes().missing()).containsOnlyKeys(of(2).id(), of(3).id());
		List<CompletableFuture<Decision<String>>> during = this.processes.stream()
			.map((process) -> process.ask("open"))
			.toList();
		this.time.runFor(MOMENT);
		assertThat(during.get(0).join()).isInstanceOfSatisfying(Undecided.class,
				(undecided) -> assertThat(undecided.reason()).isEqualTo("this node has no quorum: 1 of 3 in view"));
		assertThat(during.get(1).join()).isInstanceOf(Decided.class);
		assertThat(during.get(2).join()).isInstanceOf(Decided.class);
	}

	/** The executor of users has no bound. */
	@Test
	void moreQuestionsThanANodeTakesAtOnceAreRefusedUntilThereIsRoom() {
		of(2).answer("slow", "yes");
		of(2).busy = true;
		List<CompletableFuture<Decision<String>>> asked = new ArrayList<>();
		for (int i = 0; i <= AnswerRoom.MOST; i++) {
			asked.add(of(1).askTheSecond("slow"));
		}
		this.time.runFor(MOMENT);
		assertThat(asked.get(AnswerRoom.MOST)).isCompletedWithValueMatching(Undecided.class::isInstance);
		assertThat(asked.get(AnswerRoom.MOST).join().votes().missing())
			.isEqualTo(Map.of(of(2).id(), "it has too many questions to answer already"));
		of(2).finishAll();
		this.time.runFor(MOMENT);
		assertThat(asked.subList(0, AnswerRoom.MOST))
			.allSatisfy((one) -> assertThat(one).isCompletedWithValueMatching(Decided.class::isInstance));
		CompletableFuture<Decision<String>> later = of(1).askTheSecond("slow");
		this.time.runFor(MOMENT);
		assertThat(later).isCompletedWithValueMatching(Decided.class::isInstance);
	}

	private final class Process implements Executor {

		private final int number;

		private final VirtualLoop loop = new VirtualLoop(DecisionStoriesTests.this.time);

		private final SimulatedMembership membership;

		private final MessengerDecisions decisions;

		private final List<Runnable> waiting = new ArrayList<>();

		/** Whether no thread for users is free. */
		private boolean busy;

		private Process(int number) {
			this.number = number;
			this.membership = new SimulatedMembership(SimulatedMembership.node(number), this.loop);
			EnvelopeMessenger messenger = new EnvelopeMessenger(this.membership,
					DecisionStoriesTests.this.network.connect(id(), this.loop), this.loop,
					MessagingSettings.ofDefaults());
			this.decisions = new MessengerDecisions(messenger, this.membership, new InView(this.membership),
					new JavaCodec(), this, () -> false, MessageObserver.none());
		}

		private NodeId id() {
			return this.membership.self().id();
		}

		private void answer(String question, String answer) {
			this.decisions.answer(question, String.class, (ignored) -> answer);
		}

		private CompletableFuture<Decision<String>> ask(String question) {
			return this.decisions.decideAsync(question, "", String.class, LONG).toCompletableFuture();
		}

		private CompletableFuture<Decision<String>> askTheSecond(String question) {
			return this.decisions.decideAsync(Set.of(of(2).id()), question, "", String.class, LONG)
				.toCompletableFuture();
		}

		@Override
		public void execute(Runnable task) {
			if (this.busy) {
				this.waiting.add(task);
			}
			else {
				this.loop.execute(task);
			}
		}

		private void finishAll() {
			this.busy = false;
			this.waiting.forEach(this.loop::execute);
		}

	}

	/** Two of three must be in the view. */
	private record InView(SimulatedMembership membership) implements Quorum {

		@Override
		public boolean isPresent() {
			return this.membership.view().nodes().size() >= 2;
		}

		@Override
		public QuorumState state() {
			return new QuorumState(isPresent(), Duration.ZERO, List.of(), List.of(), null, Duration.ZERO,
					this.membership.view().nodes().size() + " of 3 in view");
		}

		@Override
		public Subscription subscribe(Consumer<? super QuorumEvent> listener) {
			return () -> {
			};
		}

	}

}
