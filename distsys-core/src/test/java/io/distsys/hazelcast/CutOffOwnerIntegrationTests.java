package io.distsys.hazelcast;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

import com.hazelcast.core.HazelcastInstance;
import io.distsys.cluster.ClusterMembership;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.consensus.ConsensusSettings;
import io.distsys.consensus.RaftReplicatedLog;
import io.distsys.messaging.EnvelopeMessenger;
import io.distsys.messaging.MessagingSettings;
import io.distsys.messaging.NodeStateAnnouncer;
import io.distsys.ownership.Fence;
import io.distsys.ownership.LeaseSettings;
import io.distsys.ownership.OwnershipNode;
import io.distsys.ownership.OwnershipTable;
import io.distsys.quorum.LeaseQuorum;
import io.distsys.quorum.QuorumSettings;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.singleton.SingletonActivity;
import io.distsys.singleton.SingletonDefinition;
import io.distsys.singleton.SingletonSettings;
import io.distsys.time.MonotonicClock;
import io.distsys.time.ThreadEventLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Three real members with everything on them, real threads and real time; only the
 * network between them is cut.
 */
class CutOffOwnerIntegrationTests {

	private static final Duration LONG = Duration.ofMinutes(2);

	/** A machine that stands still for some seconds ends it no sooner than the cut. */
	private static final LeaseSettings LEASE = new LeaseSettings(Duration.ofSeconds(10), Duration.ofMillis(400), 0.01,
			Duration.ofMillis(50), Duration.ofMillis(300));

	private final LocalCluster cluster = new LocalCluster();

	private final List<Tenure> tenures = new CopyOnWriteArrayList<>();

	private final List<Peer> peers = new ArrayList<>();

	@AfterEach
	void stop() {
		this.peers.forEach(Peer::stop);
		this.cluster.close();
	}

	@Test
	void theOwnerThatIsCutOffHasStoppedBeforeTheOtherSideStarts() {
		for (int i = 1; i <= 3; i++) {
			this.peers.add(new Peer("n" + i));
		}
		await().atMost(LONG).until(() -> this.tenures.size() == 1);
		Peer owner = this.peers.stream().filter((peer) -> peer.id().equals(this.tenures.get(0).node)).findAny().get();
		List<Peer> others = this.peers.stream().filter((peer) -> peer != owner).toList();
		assertThat(owner.quorum.isPresent()).isTrue();

		for (Peer other : others) {
			owner.firewall.block(other.id());
			other.firewall.block(owner.id());
		}
		await().atMost(LONG).until(() -> this.tenures.size() == 2);
		Tenure before = this.tenures.get(0);
		Tenure after = this.tenures.get(1);
		await().atMost(LONG).until(() -> before.over);
		assertThat(before.lastAct - after.startedAt).as("last act of the owner that was cut off, after the next start")
			.isNegative();
		assertThat(after.token).isGreaterThan(before.token);
		assertThat(after.node).isNotEqualTo(before.node);
		assertThat(owner.quorum.isPresent()).isFalse();

		this.peers.forEach((peer) -> peer.firewall.heal());
		await().atMost(LONG).until(owner.quorum::isPresent);
		assertThat(this.tenures.stream().filter((tenure) -> !tenure.over)).hasSize(1);
	}

	/** Acts as fast as it can for as long as its fence lets it, whatever it is told. */
	private static final class Tenure {

		private final NodeId node;

		private final long token;

		private final long startedAt;

		private volatile long lastAct;

		private volatile boolean over;

		private Tenure(NodeId node, Fence fence, long startedAt) {
			this.node = node;
			this.token = fence.token().value();
			this.startedAt = startedAt;
			this.lastAct = startedAt;
		}

		private void act(Fence fence) {
			long now = MonotonicClock.system().nanos();
			while (fence.isHeld()) {
				this.lastAct = now;
				LockSupport.parkNanos(500_000);
				now = MonotonicClock.system().nanos();
			}
			this.over = true;
		}

	}

	private final class Peer {

		private final HazelcastInstance instance;

		private final ThreadEventLoop core;

		private final ThreadEventLoop messaging;

		private final ExecutorService user = Executors.newCachedThreadPool();

		private final ClusterMembership membership;

		private final FirewalledTransport firewall;

		private final RaftReplicatedLog log;

		private final OwnershipNode ownership;

		private final LeaseQuorum quorum;

		private Peer(String name) {
			this.instance = CutOffOwnerIntegrationTests.this.cluster.startHazelcast(LocalCluster.node(name));
			this.core = new ThreadEventLoop("distsys-core-" + name, MonotonicClock.system());
			this.messaging = new ThreadEventLoop("distsys-messaging-" + name, MonotonicClock.system());
			this.membership = new ClusterMembership(HazelcastMembership.self(this.instance), this.messaging);
			new HazelcastMembership(this.instance, this.membership, this.messaging);
			this.firewall = new FirewalledTransport(new HazelcastTransport(this.instance, this.messaging));
			EnvelopeMessenger messenger = new EnvelopeMessenger(this.membership, this.firewall, this.messaging,
					MessagingSettings.ofDefaults());
			new NodeStateAnnouncer(this.membership, messenger, this.messaging).announce(Node.State.UP);
			OwnershipTable table = new OwnershipTable();
			this.log = new RaftReplicatedLog(this.membership, messenger, this.core, table,
					ConsensusSettings.ofDefaults().withExpectedSize(3), new Random(), Clock.systemUTC());
			this.ownership = new OwnershipNode(id(), this.log, table, this.core, Runnable::run, LEASE);
			this.quorum = new LeaseQuorum(this.ownership, this.log, this.membership, this.core.clock(),
					QuorumSettings.ofDefaults());
			ClusterSingletons singletons = new ClusterSingletons(this.ownership, messenger, this.membership,
					new HazelcastCodec(this.instance), this.core, this.user, () -> false,
					SingletonSettings.ofDefaults());
			singletons.register(new SingletonDefinition("ledger", Set.of(), this, new Activity()));
			this.log.start();
			this.ownership.start();
		}

		private NodeId id() {
			return this.membership.self().id();
		}

		private void stop() {
			this.log.stop();
			this.core.close();
			this.messaging.close();
			this.user.shutdownNow();
			this.instance.getLifecycleService().terminate();
		}

		private final class Activity implements SingletonActivity {

			@Override
			public void activate(Fence fence) {
				Tenure tenure = new Tenure(id(), fence, MonotonicClock.system().nanos());
				CutOffOwnerIntegrationTests.this.tenures.add(tenure);
				Peer.this.user.execute(() -> tenure.act(fence));
			}

			@Override
			public void deactivate(Fence fence) {
				// The tenure ends by its fence alone.
			}

		}

	}

}
