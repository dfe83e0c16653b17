package io.distsys.singleton;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.distsys.cluster.Node;
import io.distsys.fakes.FakeCore;
import io.distsys.fakes.FakeMembership;
import io.distsys.fakes.JavaCodec;
import io.distsys.fakes.JvmNetwork;
import io.distsys.ownership.ResourceKey;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.simulation.VirtualLoop;
import io.distsys.simulation.VirtualTime;
import io.distsys.time.EventLoop;
import io.distsys.time.MonotonicClock;
import io.distsys.time.ThreadEventLoop;

/** A node, and what the nodes of a test share. */
final class TestNode {

	final Node node;

	final FakeCore.NodeCore own;

	final ClusterSingletons singletons;

	TestNode(Shared shared, long number, SingletonSettings settings) {
		this.node = SimulatedMembership.node(number);
		this.own = shared.core.node(this.node.id());
		this.singletons = new ClusterSingletons(this.own, shared.network.connect(this.node.id()),
				new FakeMembership(this.node), new JavaCodec(), shared.loop, shared.users, () -> false, settings);
	}

	<T> void register(String name, Class<T> type, T target, SingletonActivity activity) {
		this.singletons.register(new SingletonDefinition(name, Set.of(type), target, activity));
	}

	FakeCore.NodeCore.Tenure grant(String name) {
		return this.own.grant(ResourceKey.of(ClusterSingletons.KIND, name));
	}

	SingletonState state(String name) {
		return this.singletons.status()
			.stream()
			.filter((status) -> status.name().equals(name))
			.findFirst()
			.orElseThrow()
			.state();
	}

	/** What all nodes of a test share. */
	static final class Shared implements AutoCloseable {

		final EventLoop loop;

		final Executor users;

		final JvmNetwork network;

		final FakeCore core;

		private final Runnable end;

		private Shared(EventLoop loop, Executor users, Runnable end) {
			this.loop = loop;
			this.users = users;
			this.network = new JvmNetwork(loop);
			this.core = new FakeCore(loop);
			this.end = end;
		}

		static Shared withThreads() {
			ThreadEventLoop loop = new ThreadEventLoop("distsys-core-test", MonotonicClock.system());
			ExecutorService users = Executors.newCachedThreadPool();
			return new Shared(loop, users, () -> {
				users.shutdownNow();
				loop.close();
			});
		}

		/** All on the thread of the test. */
		static Shared inVirtualTime(VirtualTime time) {
			return new Shared(new VirtualLoop(time), Runnable::run, () -> {
			});
		}

		TestNode node(long number, Duration drainTimeout) {
			return new TestNode(this, number, new SingletonSettings(Duration.ofMinutes(2), drainTimeout,
					Duration.ofMillis(1), Duration.ofMillis(2)));
		}

		@Override
		public void close() {
			this.end.run();
		}

	}

}
