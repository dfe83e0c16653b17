package io.distsys.consensus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.distsys.cluster.NodeId;
import io.distsys.consensus.HeldAnswers.News;
import io.distsys.simulation.VirtualLoop;
import io.distsys.simulation.VirtualTime;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** An answer leaves with the news that its entry is committed, not ahead of it. */
class HeldAnswersTests {

	private static final Duration PATIENCE = Duration.ofMillis(200);

	private static final NodeId BOB = new NodeId(0, 2);

	private static final NodeId CAROL = new NodeId(0, 3);

	private final VirtualTime time = new VirtualTime(7);

	private final HeldAnswers held = new HeldAnswers(new VirtualLoop(this.time).clock(), PATIENCE);

	/** Up to which entry a node was told that it may apply. */
	private final Map<NodeId, Long> told = new HashMap<>();

	private final News news = (node, index) -> this.told.getOrDefault(node, 0L) < index;

	private final List<String> given = new ArrayList<>();

	private void add(News of, NodeId asker, long index) {
		this.held.add(of, asker, LeaderAnswer.done(index, new byte[0]),
				(answer) -> this.given.add(asker.low() + ":" + answer.index()));
	}

	@Test
	void anAnswerWaitsUntilTheAskerIsToldOfItsEntry() {
		add(this.news, BOB, 7);
		this.held.release(this.news);
		assertThat(this.given).isEmpty();
		this.told.put(BOB, 7L);
		this.held.release(this.news);
		this.held.release(this.news);
		assertThat(this.given).containsExactly("2:7");
	}

	@Test
	void whoIsToldOfSomeIsAnsweredThoseInOrder() {
		add(this.news, BOB, 7);
		add(this.news, BOB, 8);
		add(this.news, BOB, 9);
		this.told.put(BOB, 8L);
		this.held.release(this.news);
		assertThat(this.given).containsExactly("2:7", "2:8");
	}

	@Test
	void oneThatIsSlowHoldsUpNobodyElse() {
		add(this.news, BOB, 7);
		add(this.news, CAROL, 8);
		this.told.put(CAROL, 8L);
		this.held.release(this.news);
		assertThat(this.given).containsExactly("3:8");
	}

	@Test
	void oneThatCannotBeGivenHoldsUpNobodyBehindIt() {
		this.told.put(BOB, 8L);
		this.held.add(this.news, BOB, LeaderAnswer.done(7, new byte[0]), (answer) -> {
			throw new IllegalStateException("simulated");
		});
		add(this.news, BOB, 8);
		this.held.release(this.news);
		this.held.release(this.news);
		assertThat(this.given).containsExactly("2:8");
	}

	/** What it says that it has may be lost, or it may be paused. */
	@Test
	void anAnswerGoesWithoutTheNewsWhenItsPatienceIsOver() {
		add(this.news, BOB, 7);
		this.time.runFor(PATIENCE.minusNanos(1));
		this.held.release(this.news);
		assertThat(this.given).isEmpty();
		this.time.runFor(Duration.ofNanos(1));
		this.held.release(this.news);
		assertThat(this.given).containsExactly("2:7");
	}

	@Test
	void anAnswerOfAMembershipThatIsOverGoesAtOnce() {
		add(this.news, BOB, 7);
		add((node, index) -> true, CAROL, 8);
		this.held.release(this.news);
		assertThat(this.given).containsExactly("3:8");
		this.held.release(null);
		assertThat(this.given).containsExactly("3:8", "2:7");
	}

}
