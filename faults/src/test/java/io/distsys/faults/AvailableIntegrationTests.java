package io.distsys.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.distsys.faults.history.Event;
import io.distsys.faults.history.EventKind;
import io.distsys.faults.host.FaultCluster;
import io.distsys.faults.node.Journals;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Available singletons under each kind of fault: they go on wherever a node is left, and
 * one of two is kept when they see each other again.
 */
@Tag("full")
class AvailableIntegrationTests {

	private static final String RED = "singleton/red";

	private static final Duration TAKE_OVER = Duration.ofSeconds(60);

	private static final Duration LONGER_THAN_MEMBERSHIP = Duration.ofSeconds(9);

	@Test
	void eachSideOfACutHasItsOwnAndOneIsKeptWhenItHeals() throws IOException {
		try (AvailableTrial trial = AvailableTrial.start(3, "available-cut")) {
			FaultCluster cluster = trial.cluster();
			int owner = cluster.watch().holderOf(RED);
			Set<Integer> others = cluster.allBut(owner);
			long cut = cluster.cut(Set.of(owner), others);
			awaitActed(cluster, Set.of(owner), cut);
			awaitActed(cluster, others, cut);
			awaitOwnAnswers(cluster, Set.of(owner), cut);
			awaitOwnAnswers(cluster, others, cut);
			long healed = cluster.heal();
			trial.awaitRest(healed);
			List<Event> events = trial.since(healed);
			tell("the network was cut", events, healed);
			losersWereToldWhy(events);
			trial.healAndJudge();
		}
	}

	@Test
	void aNodeThatWakesGivesWayOrIsKept() throws IOException {
		try (AvailableTrial trial = AvailableTrial.start(3, "available-pause")) {
			FaultCluster cluster = trial.cluster();
			int owner = cluster.watch().holderOf(RED);
			long paused = cluster.pause(owner);
			awaitActed(cluster, cluster.allBut(owner), paused);
			FaultCluster.sleep(LONGER_THAN_MEMBERSHIP);
			long resumed = cluster.resume(owner);
			trial.awaitRest(resumed);
			List<Event> events = trial.since(resumed);
			tell("the owner stood still", events, resumed);
			assertThat(AvailableTrial.taken(events, "CONCEDED")).as("states that were merged")
				.extracting(Event::resource)
				.contains(RED);
			trial.healAndJudge();
		}
	}

	@Test
	void aKilledOwnerIsFollowedAtOnce() throws IOException {
		try (AvailableTrial trial = AvailableTrial.start(3, "available-kill")) {
			FaultCluster cluster = trial.cluster();
			int owner = cluster.watch().holderOf(RED);
			long killed = cluster.kill(owner);
			Event next = awaitOther(cluster, owner, killed);
			System.err.printf("n%d was killed, the next one was active %d ms later%n", owner,
					(next.from() - killed) / 1_000_000);
			trial.awaitRest(killed);
			assertThat(acquired(trial.since(killed), RED)).as("who has had it since").hasSize(1);
			trial.healAndJudge();
		}
	}

	@Test
	void anOwnerThatLeavesHandsItsStateOver() throws IOException {
		try (AvailableTrial trial = AvailableTrial.start(3, "available-leave")) {
			FaultCluster cluster = trial.cluster();
			int owner = cluster.watch().holderOf(RED);
			long asked = cluster.askToLeave(owner);
			Event next = awaitOther(cluster, owner, asked);
			System.err.printf("n%d was asked to leave, the next one was active %d ms later%n", owner,
					(next.from() - asked) / 1_000_000);
			cluster.awaitEnd(owner);
			trial.awaitRest(asked);
			List<Event> events = trial.since(asked);
			assertThat(acquired(events, RED)).as("who has had it since").hasSize(1);
			assertThat(AvailableTrial.taken(events, "HANDED_OVER")).as("states that were handed over")
				.filteredOn((event) -> event.process().equals(next.process()))
				.extracting(Event::resource)
				.contains(RED);
			trial.healAndJudge();
		}
	}

	/** All of them, by one of these nodes. */
	private static void awaitActed(FaultCluster cluster, Set<Integer> nodes, long since) {
		for (String resource : Journals.RESOURCES) {
			assertThat(cluster.await(since, TAKE_OVER,
					(event) -> isOf(event, nodes) && event.resource().equals(resource)
							&& event.detail().equals("acted")))
				.as("one of %s acts for %s", nodes, resource)
				.isPresent();
		}
	}

	/** A call goes to the one that is active in the caller's view. */
	private static void awaitOwnAnswers(FaultCluster cluster, Set<Integer> side, long since) {
		for (int node : side) {
			assertThat(cluster.await(since, TAKE_OVER,
					(event) -> isOf(event, Set.of(node)) && event.resource().equals("call/red")
							&& event.kind() == EventKind.RETURNED
							&& side
								.contains(Integer.parseInt(event.detail().substring(1, event.detail().indexOf('#'))))))
				.as("n%d is answered from its side of the cut", node)
				.isPresent();
		}
	}

	private static Event awaitOther(FaultCluster cluster, int owner, long since) {
		return cluster
			.await(since, TAKE_OVER,
					(event) -> event.kind() == EventKind.ACQUIRED && event.resource().equals(RED)
							&& !isOf(event, Set.of(owner)))
			.orElseThrow(() -> new AssertionError("No other node than n" + owner + " has taken over"));
	}

	private static boolean isOf(Event event, Set<Integer> nodes) {
		return nodes.stream().anyMatch((node) -> event.node().equals("n" + node));
	}

	private static List<Event> acquired(List<Event> events, String resource) {
		return events.stream()
			.filter((event) -> event.kind() == EventKind.ACQUIRED && event.resource().equals(resource))
			.toList();
	}

	/** That what they offer arrives is looked at by the checker. */
	private static void losersWereToldWhy(List<Event> healed) {
		Set<String> told = healed.stream()
			.filter((event) -> event.kind() == EventKind.LOST && event.detail().contains("the network was cut"))
			.map(Event::resource)
			.collect(Collectors.toSet());
		assertThat(told).as("losers that were told why").isEqualTo(Journals.RESOURCES);
	}

	private static void tell(String what, List<Event> events, long since) {
		long last = AvailableTrial.taken(events, "CONCEDED").stream().mapToLong(Event::at).max().orElse(since);
		System.err.printf("After %s two acted for %d ms%n", what, (last - since) / 1_000_000);
	}

}
