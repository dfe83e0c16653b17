package io.distsys.hazelcast;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import io.distsys.cluster.ClusterEvent;
import io.distsys.cluster.Node;
import io.distsys.messaging.Lane;
import io.distsys.messaging.Outcome;
import io.distsys.messaging.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Nodes that come and go. */
class HazelcastMembershipIntegrationTests {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private final LocalCluster cluster = new LocalCluster();

	@AfterEach
	void stop() {
		this.cluster.close();
	}

	@Test
	void threeNodesThatStartAtOnceFindEachOther() {
		List<LocalCluster.Peer> peers = Stream.of("a", "b", "c")
			.map((name) -> CompletableFuture.supplyAsync(() -> this.cluster.start(name),
					(task) -> new Thread(task).start()))
			.toList()
			.stream()
			.map(CompletableFuture::join)
			.toList();
		await().atMost(PATIENCE)
			.until(() -> peers.stream().allMatch((peer) -> peer.membership.view().nodes().size() == 3));
		try (PartitionMonitor monitor = new PartitionMonitor(peers.get(0).instance, Duration.ofMillis(100))) {
			peers.get(0).instance.getPartitionService().getPartition("any").getOwner();
			await().atMost(PATIENCE).until(() -> monitor.report().safe() && monitor.report().backupsMissing() == 0);
			PartitionReport report = monitor.report();
			assertThat(report.unassigned()).isZero();
			assertThat(report.ownedByNode()).hasSize(3);
			assertThat(report.ownedByNode().values().stream().mapToInt(Integer::intValue).sum())
				.isEqualTo(report.total());
			assertThat(report.ownedByNode()).containsEntry(peers.get(0).id(), report.ownedHere());
		}
	}

	@Test
	void crashIsALossAndALeaveThatWasAnnouncedIsNot() {
		LocalCluster.Peer one = this.cluster.start("one");
		LocalCluster.Peer two = this.cluster.start("two");
		LocalCluster.Peer three = this.cluster.start("three");
		List<ClusterEvent> events = new CopyOnWriteArrayList<>();
		one.membership.subscribe(events::add);
		Stream.of(one, two, three).forEach((peer) -> peer.announcer.announce(Node.State.UP));
		await().atMost(PATIENCE).until(() -> one.sees(two, Node.State.UP) && one.sees(three, Node.State.UP));
		three.announcer.announce(Node.State.DRAINING);
		await().atMost(PATIENCE).until(() -> one.sees(three, Node.State.DRAINING));
		three.closeWithoutHazelcast();
		three.instance.shutdown();
		CompletableFuture<Boolean> taken = new CompletableFuture<>();
		two.messenger.handle("silent", two.loop, (message, replier) -> taken.complete(true));
		CompletableFuture<Reply> pending = one.messenger
			.call(two.id(), Lane.BULK, "silent", new byte[0], Duration.ofMinutes(5))
			.toCompletableFuture();
		await().atMost(PATIENCE).until(taken::isDone);
		two.kill();
		await().atMost(PATIENCE).until(() -> one.membership.view().nodes().size() == 1);
		await().atMost(PATIENCE).until(pending::isDone);
		assertThat(pending.join()).isInstanceOfSatisfying(Reply.Unreachable.class,
				(unreachable) -> assertThat(unreachable.outcome()).isEqualTo(Outcome.MAY_HAVE_RUN));
		List<String> gone = new ArrayList<>();
		events.forEach((event) -> {
			if (event instanceof ClusterEvent.NodeLeft || event instanceof ClusterEvent.NodeLost) {
				gone.add(event.getClass().getSimpleName() + " " + event.node().name());
			}
		});
		assertThat(gone).containsExactlyInAnyOrder("NodeLeft three", "NodeLost two");
	}

}
