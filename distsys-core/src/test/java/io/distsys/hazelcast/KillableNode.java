package io.distsys.hazelcast;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.hazelcast.core.HazelcastInstance;
import io.distsys.available.AvailableNode;
import io.distsys.available.AvailableSettings;
import io.distsys.cluster.ClusterMembership;
import io.distsys.cluster.CrashEvidence;
import io.distsys.cluster.Node;
import io.distsys.consensus.ConsensusSettings;
import io.distsys.consensus.RaftReplicatedLog;
import io.distsys.messaging.EnvelopeMessenger;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.MessagingSettings;
import io.distsys.messaging.NodeStateAnnouncer;
import io.distsys.ownership.Guarantee;
import io.distsys.ownership.LeaseSettings;
import io.distsys.ownership.OwnershipNode;
import io.distsys.ownership.OwnershipTable;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.singleton.SingletonActivity;
import io.distsys.singleton.SingletonDefinition;
import io.distsys.singleton.SingletonEvent;
import io.distsys.singleton.SingletonSettings;
import io.distsys.singleton.SingletonThreads;
import io.distsys.time.MonotonicClock;
import io.distsys.time.ThreadEventLoop;

/**
 * A process with one singleton of each guarantee, which prints when one begins here:
 * {@code ACTIVE <name> <nanoseconds of the machine's monotonic clock> <token>}.
 */
public final class KillableNode {

	private KillableNode() {
	}

	/**
	 * Start it.
	 * @param args cluster name, first port, name of the node, whether to expire the
	 * session of a crashed node at once
	 */
	public static void main(String[] args) {
		HazelcastSettings settings = HazelcastSettings.ofDefaults()
			.withClusterName(args[0])
			.withPorts(Integer.parseInt(args[1]), 10);
		HazelcastInstance instance = HazelcastMember
			.start(new HazelcastConfigurer(settings, LocalCluster.node(args[2]), KillableNode.class.getClassLoader())
				.create());
		ThreadEventLoop core = new ThreadEventLoop("distsys-core-1", MonotonicClock.system());
		ThreadEventLoop events = new ThreadEventLoop("distsys-events-1", MonotonicClock.system());
		ExecutorService user = Executors.newCachedThreadPool();
		ClusterMembership membership = new ClusterMembership(HazelcastMembership.self(instance), events);
		new HazelcastMembership(instance, membership, events);
		EnvelopeMessenger messenger = new EnvelopeMessenger(membership, new HazelcastTransport(instance, core), core,
				MessagingSettings.ofDefaults());
		NodeStateAnnouncer announcer = new NodeStateAnnouncer(membership, messenger, core);
		CrashEvidence evidence = new ConnectionProbe(instance, membership, events);
		OwnershipTable table = new OwnershipTable();
		RaftReplicatedLog log = new RaftReplicatedLog(membership, messenger, core, table, consensus(), new Random(),
				Clock.systemUTC());
		OwnershipNode strong = new OwnershipNode(membership.self().id(), log, table, core, Runnable::run,
				LeaseSettings.ofDefaults(), Boolean.parseBoolean(args[3]) ? evidence : CrashEvidence.none());
		AvailableNode available = new AvailableNode(membership, messenger, core, Runnable::run, Clock.systemUTC(),
				evidence, AvailableSettings.ofDefaults());
		ClusterSingletons singletons = new ClusterSingletons(
				Map.of(Guarantee.STRONG, strong, Guarantee.AVAILABLE, available), messenger, membership,
				new HazelcastCodec(instance), core, new SingletonThreads(user, user), () -> false,
				SingletonSettings.ofDefaults(), MessageObserver.none());
		singletons.subscribe(KillableNode::print);
		for (Guarantee guarantee : Guarantee.values()) {
			singletons.register(new SingletonDefinition(guarantee.name(), Set.of(), singletons,
					SingletonActivity.none(), guarantee));
		}
		log.start();
		strong.start();
		available.start();
		announcer.announce(Node.State.UP);
	}

	private static ConsensusSettings consensus() {
		ConsensusSettings defaults = ConsensusSettings.ofDefaults();
		return new ConsensusSettings(3, defaults.maxVoters(), defaults.heartbeat(), defaults.electionTimeout(),
				Duration.ofSeconds(2), defaults.leaseTime(), defaults.snapshotEvery());
	}

	private static void print(SingletonEvent event) {
		if (event instanceof SingletonEvent.SingletonActivated) {
			System.out.println("ACTIVE " + event.name() + " " + MonotonicClock.system().nanos() + " " + event.token());
		}
	}

}
