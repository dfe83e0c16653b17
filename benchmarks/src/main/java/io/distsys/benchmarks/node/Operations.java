package io.distsys.benchmarks.node;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.distsys.cluster.Cluster;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.ownership.Ownerships;
import io.distsys.ownership.ResourceKey;
import io.distsys.ownership.SessionId;

/**
 * What is measured, by name: some of the library, and for each what a user of Hazelcast
 * would do in the same process.
 */
class Operations {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	/** The tag of a renewal in the log; see the codec of commands. */
	private static final byte RENEWAL = 2;

	private static final int RENEWAL_BYTES = 1 + 3 * Long.BYTES;

	private static final int LARGE_BYTES = 64 * 1024;

	private static final int KEYS_OF_A_LANE = 16;

	private final Cluster cluster;

	private final ReplicatedLog log;

	private final Ownerships ownerships;

	private final IMap<Integer, byte[]> map;

	private final Services services;

	private final Tasks tasks;

	private final ExecutorService threads = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "benchmarks-lane");
		thread.setDaemon(true);
		return thread;
	});

	Operations(Cluster cluster, ReplicatedLog log, Ownerships ownerships, HazelcastInstance hazelcast,
			Services services, Tasks tasks) {
		this.cluster = cluster;
		this.log = log;
		this.ownerships = ownerships;
		this.map = hazelcast.getMap("benchmark");
		this.services = services;
		this.tasks = tasks;
	}

	Operation named(String name) {
		return switch (name) {
			case "renewal" -> renewal();
			case "grant" -> this::grant;
			case "map-put" -> (lane) -> mapPut(lane, RENEWAL_BYTES);
			case "map-put-64k" -> (lane) -> mapPut(lane, LARGE_BYTES);
			case "map-lock" -> this::mapLock;
			case "service-stage" -> this.services.stage();
			case "task-stage" -> this.tasks.stage();
			default -> throw new IllegalArgumentException("There is no operation '" + name + "'");
		};
	}

	/** What each node sends to keep its session: one commit. */
	private Operation renewal() {
		SessionId session = this.ownerships.view().sessionOf(this.cluster.self().id()).orElseThrow().id();
		byte[] command = ByteBuffer.allocate(RENEWAL_BYTES)
			.put(RENEWAL)
			.putLong(session.node().high())
			.putLong(session.node().low())
			.putLong(session.openedAt())
			.array();
		return (lane) -> this.log.submit(command, TIMEOUT);
	}

	/** A resource is granted, then given up: two commits. */
	private CompletionStage<Boolean> grant(int lane) {
		ResourceKey key = ResourceKey.of("benchmark", this.cluster.self().name() + "-" + lane);
		return this.ownerships.claim(key, Map.of(), TIMEOUT).thenCompose((claim) -> {
			if (claim instanceof Ownerships.Claim.Granted granted) {
				return this.ownerships.unclaim(key, granted.ownership().token(), TIMEOUT);
			}
			return CompletableFuture.failedStage(new IllegalStateException(key + " is taken"));
		});
	}

	private CompletionStage<Void> mapPut(int lane, int bytes) {
		int key = anyKey(lane);
		return CompletableFuture.runAsync(() -> this.map.set(key, new byte[bytes]), this.threads);
	}

	private CompletionStage<Void> mapLock(int lane) {
		int key = anyKey(lane);
		return CompletableFuture.runAsync(() -> {
			this.map.lock(key);
			this.map.unlock(key);
		}, this.threads);
	}

	/** On any node, as the keys of a user are, and no other lane's. */
	private static int anyKey(int lane) {
		return lane * KEYS_OF_A_LANE + ThreadLocalRandom.current().nextInt(KEYS_OF_A_LANE);
	}

}
