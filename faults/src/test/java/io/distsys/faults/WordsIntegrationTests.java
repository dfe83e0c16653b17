package io.distsys.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.distsys.faults.history.Event;
import io.distsys.faults.history.EventKind;
import io.distsys.faults.host.ClusterPlan;
import io.distsys.faults.host.FaultCluster;
import io.distsys.faults.node.Words;
import io.distsys.faults.planted.PlantedFault;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Topics, reliable topics, available names and presence under each kind of fault: what
 * one process says is heard in its order and once, what was lost is counted, and in the
 * end all nodes know the same, which is what is there.
 */
@Tag("full")
class WordsIntegrationTests {

	private static final Duration LONGER_THAN_MEMBERSHIP = Duration.ofSeconds(9);

	private static final Duration SHORTER_THAN_MEMBERSHIP = Duration.ofSeconds(2);

	@Test
	void wordsNamesAndPresencesOutliveCuts() throws IOException {
		try (WordTrial trial = WordTrial.start(3, "words-cut")) {
			FaultCluster cluster = trial.cluster();
			cluster.cut(Set.of(1), Set.of(2, 3));
			FaultCluster.sleep(LONGER_THAN_MEMBERSHIP);
			long healed = cluster.heal();
			trial.awaitRest(healed);
			assertThat(trial.lostNames(healed)).as("holders of one side that were told").isNotEmpty();
			assertThat(trial.lostNames(healed)).extracting(Event::detail).allMatch((reason) -> !reason.isBlank());
			assertThat(trial.healAndJudge()).as("a gap in a reliable topic, of which one part was given up")
				.anyMatch((event) -> event.kind() == EventKind.LOST && event.resource().equals(Words.CHRONICLE_READ));
		}
	}

	@Test
	void wordsKeepTheirOrderThroughShortAndOneWayCuts() throws IOException {
		try (WordTrial trial = WordTrial.start(3, "words-one-way")) {
			FaultCluster cluster = trial.cluster();
			cluster.cut(Set.of(1), Set.of(2));
			FaultCluster.sleep(SHORTER_THAN_MEMBERSHIP);
			cluster.heal();
			cluster.cutOneWay(Set.of(2), Set.of(3));
			FaultCluster.sleep(SHORTER_THAN_MEMBERSHIP);
			trial.awaitRest(cluster.heal());
			cluster.cutOneWay(Set.of(3), Set.of(1));
			FaultCluster.sleep(LONGER_THAN_MEMBERSHIP);
			trial.awaitRest(cluster.heal());
			cluster.cut(Set.of(1), Set.of(2));
			FaultCluster.sleep(LONGER_THAN_MEMBERSHIP);
			trial.healAndJudge();
		}
	}

	@Test
	void aKilledProcessIsGoneAndTheNextIsSomebodyElse() throws IOException {
		try (WordTrial trial = WordTrial.start(3, "words-kill")) {
			FaultCluster cluster = trial.cluster();
			trial.awaitRest(cluster.kill(2));
			cluster.start(2);
			trial.awaitRest(cluster.awaitReady(2));
			List<Event> events = trial.healAndJudge();
			assertThat(trial.storedAndNotRead(events)).as("stored on a reliable topic and lost").isZero();
			assertThat(events).as("the new process reads what was written before it was there")
				.anyMatch((event) -> event.process().equals("n2#2") && event.resource().equals(Words.CHRONICLE_READ)
						&& event.detail().equals("n2#1") && event.token() == 1);
		}
	}

	@Test
	void aProcessThatWakesIsHeardAgain() throws IOException {
		try (WordTrial trial = WordTrial.start(3, "words-pause")) {
			FaultCluster cluster = trial.cluster();
			cluster.pause(3);
			FaultCluster.sleep(LONGER_THAN_MEMBERSHIP);
			trial.awaitRest(cluster.resume(3));
			trial.healAndJudge();
		}
	}

	/** So that it is the counts in which the losses of a cut are found. */
	@Test
	void theSuiteFindsALossThatIsInNoCount() throws IOException {
		ClusterPlan plan = ClusterPlan.of(3, "words-uncounted")
			.withJvmOption(PlantedFault.LOSSES_ARE_NOT_COUNTED.option());
		try (WordTrial trial = WordTrial.start(plan)) {
			FaultCluster cluster = trial.cluster();
			cluster.cut(Set.of(1), Set.of(2, 3));
			FaultCluster.sleep(LONGER_THAN_MEMBERSHIP);
			trial.awaitRest(cluster.heal());
			assertThatExceptionOfType(AssertionError.class).isThrownBy(trial::healAndJudge)
				.withMessageContaining("handed over and not heard");
		}
	}

}
